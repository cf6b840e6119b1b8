package org.linuxkeyring.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells of what, and how, a release's files were made: an in-toto Statement v1 with the predicate SLSA provenance v1.
 * It has nothing of the machine or of the hour, so that whoever builds the same gets the same statement.
 */
final class Provenance {
    private static final String URL = "https://github.com/linuxkeyring/linuxkeyring";

    private final Path repository;
    private final String version;
    private final Instant time;

    Provenance(Path repository, String version, Instant time) {
        this.repository = repository;
        this.version = version;
        this.time = time;
    }

    String statement(List<Path> subjects) throws IOException, InterruptedException {
        List<String> files = new ArrayList<>();
        for (Path each : subjects) {
            files.add("    " + digested("name", Release.name(each), "sha256", Digests.hex("SHA-256", each)));
        }
        String jdk = System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
        return """
                {
                  "_type": "https://in-toto.io/Statement/v1",
                  "subject": [
                FILES
                  ],
                  "predicateType": "https://slsa.dev/provenance/v1",
                  "predicate": {
                    "buildDefinition": {
                      "buildType": "URL/blob/main/docs/RELEASING.md",
                      "externalParameters": {
                        "source": "git+URL", "version": VERSION, "command": "mvn -Prelease deploy"},
                      "internalParameters": {"java": JDK, "outputTimestamp": TIME},
                      "resolvedDependencies": [
                        COMMIT,
                        DEPENDENCIES
                      ]
                    },
                    "runDetails": {"builder": {"id": "URL/blob/main/docs/RELEASING.md#who-builds"}}
                  }
                }
                """.replace("URL", URL)
                .replace("VERSION", quoted(version))
                .replace("JDK", quoted(jdk))
                .replace("TIME", quoted(time.toString()))
                .replace("COMMIT", digested("uri", "git+" + URL, "gitCommit", commit()))
                .replace("DEPENDENCIES", dependencies())
                .replace("FILES", String.join(",\n", files));
    }

    /** The list with the hash of each dependency and plugin, which a build is refused without. */
    private String dependencies() throws IOException {
        String list = ".mvn/checksums/checksums.sha256";
        return digested("name", list, "sha256", Digests.hex("SHA-256", repository.resolve(list)));
    }

    private static String digested(String key, String value, String algorithm, String digest) {
        return "{%s: %s, \"digest\": {%s: %s}}"
                .formatted(quoted(key), quoted(value), quoted(algorithm), quoted(digest));
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(each -> each == '"' || each == '\\' || each < ' '
                        ? "\\u%04x".formatted(each)
                        : Character.toString(each))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "-C", repository.toString(), "rev-parse", "HEAD")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = git.getInputStream()) {
            String commit = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (git.waitFor() != 0) {
                throw new IOException("git does not tell the commit of " + repository + ". Build from a clone");
            }
            return commit;
        }
    }
}
