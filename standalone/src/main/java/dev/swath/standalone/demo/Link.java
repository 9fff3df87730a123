package dev.swath.standalone.demo;

/** A topic and the consumer group of a service that takes it. */
public record Link(String topic, String group) {}
