package dev.swath.standalone.operations;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The libraries' meters that alerts and dashboards use, by their names in Prometheus. */
enum LibraryMeter {
  LAG(
      "kafka_consumer_fetch_manager_records_lag",
      "Kafka consumer",
      "Messages of a partition that have not been fetched",
      "topic",
      "partition"),
  BYTES_CONSUMED(
      "kafka_consumer_fetch_manager_bytes_consumed_total", "Kafka consumer", "Bytes fetched"),
  FETCH_LATENCY(
      "kafka_consumer_fetch_manager_fetch_latency_avg",
      "Kafka consumer",
      "The mean time of a fetch, milliseconds"),
  LAST_POLL("kafka_consumer_last_poll_seconds_ago", "Kafka consumer", "Seconds since it polled"),
  REBALANCES(
      "kafka_consumer_coordinator_rebalance_total", "Kafka consumer", "Rebalances of its group"),
  BYTES_SENT("kafka_producer_outgoing_byte_total", "Kafka producer", "Bytes sent"),
  PRODUCE_LATENCY(
      "kafka_producer_request_latency_avg",
      "Kafka producer",
      "The mean time of a request, milliseconds"),
  PRODUCE_ERRORS(
      "kafka_producer_record_error_total",
      "Kafka producer",
      "Messages that could not be published"),
  STREAM_THREADS(
      "kafka_stream_alive_stream_threads", "Kafka Streams", "Threads of the change service"),
  STORE_KEYS(
      "kafka_stream_state_estimate_num_keys",
      "Kafka Streams",
      "RocksDB's estimate of a store's entries: features are acquisitions, histories tiles",
      "rocksdb_state_id"),
  STORE_FILES(
      "kafka_stream_state_total_sst_files_size",
      "Kafka Streams",
      "Bytes of a store on disk",
      "rocksdb_state_id"),
  STORE_MEMORY(
      "kafka_stream_state_size_all_mem_tables",
      "Kafka Streams",
      "Bytes of a store that are still in memory",
      "rocksdb_state_id"),
  CACHE_GETS(
      "cache_gets_total",
      "Caffeine",
      "Frames looked up in the encoder's cache of features",
      "cache",
      "result"),
  CACHE_SIZE("cache_size", "Caffeine", "Feature maps in the encoder's cache", "cache"),
  HTTP(
      "http_server_requests_seconds_count",
      "Spring MVC",
      "Requests by HTTP",
      "uri",
      "method",
      "status"),
  MEMORY("jvm_memory_used_bytes", "JVM", "Memory of the JVM, without libtorch's", "area", "id"),
  GARBAGE_COLLECTION(
      "jvm_gc_overhead", "JVM", "The share of processor time that went into garbage collection"),
  PROCESSOR("process_cpu_usage", "JVM", "The share of the machine's cores that it uses");

  private final String title;
  private final String source;
  private final String meaning;
  private final List<String> labels;

  LibraryMeter(String title, String source, String meaning, String... labels) {
    this.title = title;
    this.source = source;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  static Optional<LibraryMeter> named(String title) {
    return Arrays.stream(values()).filter(meter -> meter.title.equals(title)).findFirst();
  }

  String title() {
    return title;
  }

  String source() {
    return source;
  }

  String meaning() {
    return meaning;
  }

  /** The labels worth asking for; there may be more. */
  List<String> labels() {
    return labels;
  }
}
