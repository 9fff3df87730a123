/**
 * Scene in, observations out: reads STAC Items and questions from Kafka and HTTP, cuts tiles and
 * samples videos, and publishes one observation a tile.
 */
package dev.swath.ingest;
