package org.linuxkeyring.benchmarks.fleet;

import java.util.function.Predicate;

/**
 * Numbers that etcd counts.
 *
 * @param requests requests of clients that were answered, and streams that were opened
 * @param received bytes of messages from clients
 * @param sent bytes of messages to clients
 * @param processor seconds of processor time
 * @param memory bytes of resident memory
 */
record Load(double requests, double received, double sent, double processor, double memory) {
    static final Load NONE = new Load(0, 0, 0, 0, 0);

    /** Reads the text format of Prometheus. */
    static Load of(String metrics) {
        return new Load(
                sum(metrics, line -> line.startsWith("grpc_server_started_total{") && isOfClients(line)),
                sum(metrics, line -> line.startsWith("etcd_network_client_grpc_received_bytes_total ")),
                sum(metrics, line -> line.startsWith("etcd_network_client_grpc_sent_bytes_total ")),
                sum(metrics, line -> line.startsWith("process_cpu_seconds_total ")),
                sum(metrics, line -> line.startsWith("process_resident_memory_bytes ")));
    }

    private static boolean isOfClients(String line) {
        return line.contains("\"etcdserverpb.KV\"") || line.contains("\"etcdserverpb.Watch\"");
    }

    private static double sum(String metrics, Predicate<String> chosen) {
        return metrics.lines()
                .filter(chosen)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    Load plus(Load other) {
        return new Load(
                requests + other.requests,
                received + other.received,
                sent + other.sent,
                processor + other.processor,
                memory + other.memory);
    }

    /** Returns what came since then; the memory is what it is now. */
    Load since(Load before) {
        return new Load(
                requests - before.requests,
                received - before.received,
                sent - before.sent,
                processor - before.processor,
                memory);
    }
}
