package org.linuxkeyring.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.linuxkeyring.command.CommandDescriptions;
import org.linuxkeyring.fleet.command.FleetDescriptions;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Makes the files of the packages that say what the code and the documents say: manual pages and completion. */
public final class Generator {
    private static final String DOCUMENTS = "usr/share/doc/linuxkeyring";
    private static final DateTimeFormatter RFC_5322 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ENGLISH);
    private static final String FOR_ZSH = "#compdef linuxkeyring\n";

    /** The script registers the function for later completions; the first one, which has loaded it, waits for it. */
    private static final String AT_ONCE = "\n_bash_complete -o default -F _complete_linuxkeyring\n";

    private static final List<Manual> FILE_FORMATS = List.of(
            new Manual("linuxkeyring-reference", "the file that names a keyring as a keystore", "CONFIGURATION.md"),
            new Manual("linuxkeyring-handlers", "programs that make keystore entries at first use", "REQUEST-KEY.md"));

    private static final Manual FLEET = new Manual("linuxkeyring-fleet", "keys for a fleet of machines", "FLEET.md");

    private final Path repository;
    private final Path target;
    private final String version;
    private final ZonedDateTime time;

    private Generator(Path repository, Path target, String version, Instant time) {
        this.repository = repository;
        this.target = target;
        this.version = version;
        this.time = time.atZone(ZoneOffset.UTC);
    }

    /**
     * Takes the repository's folder, the folders in which the files are made as the package and that of the fleet have
     * them, the version, and the time that the build takes for its own (ISO 8601).
     */
    public static void main(String[] args) throws IOException {
        Instant time = Instant.parse(args[4]);
        // picocli orders options by the default locale, which is the same in each build here, and then Maven's again.
        Locale ofMaven = Locale.getDefault();
        Locale.setDefault(Locale.ROOT);
        try {
            new Generator(Path.of(args[0]), Path.of(args[1]), args[3], time).generate();
            new Generator(Path.of(args[0]), Path.of(args[2]), args[3], time).generateFleet();
        } finally {
            Locale.setDefault(ofMaven);
        }
    }

    private void generateFleet() throws IOException {
        CommandLine program = FleetDescriptions.all();
        for (CommandLine command : CommandPage.commands(program)) {
            writePage(CommandPage.name(command), 1, CommandPage.of(command, document("FLEET.md")));
        }
        writePage(FLEET.name(), 5, FLEET.roff(document(FLEET.document()), date(), version));
        writeChangelog("linuxkeyring-fleet");
        String unit = Texts.read(repository.resolve("samples/systemd/linuxkeyring-fleet.service"));
        Texts.write(
                target.resolve("usr/lib/systemd/system/linuxkeyring-fleet.service"),
                unit.replace("/opt/linuxkeyring/", "/usr/share/java/"));
        Texts.write(
                target.resolve(PackagedFiles.PROGRAMS).resolve("usr/libexec/linuxkeyring/fleet"),
                Texts.read(repository.resolve("samples/handlers/fleet")).replace("/usr/local/bin/", "/usr/bin/"));
    }

    private void generate() throws IOException {
        CommandLine program = CommandDescriptions.all();
        for (CommandLine command : CommandPage.commands(program)) {
            writePage(CommandPage.name(command), 1, CommandPage.of(command, document("COMMAND.md")));
        }
        for (Manual manual : FILE_FORMATS) {
            writePage(manual.name(), 5, manual.roff(document(manual.document()), date(), version));
        }
        writeCompletion(AutoComplete.bash("linuxkeyring", program));
        writeChangelog("linuxkeyring");
        Texts.writeCompressed(
                target.resolve(DOCUMENTS).resolve("changelog.gz"), Texts.read(repository.resolve("CHANGELOG.md")));
        writeRules();
    }

    private void writePage(String name, int section, CommandPage page) throws IOException {
        writePage(name, section, page.roff(date(), version));
    }

    private void writePage(String name, int section, String roff) throws IOException {
        Path file = target.resolve("usr/share/man/man" + section).resolve(name + "." + section + ".gz");
        Texts.writeCompressed(file, roff);
    }

    /** Writes the same function for both shells, which read it and do not run it as a program. */
    private void writeCompletion(String script) throws IOException {
        String read = script.replaceFirst("^#!.*\n", "");
        Texts.write(target.resolve("usr/share/bash-completion/completions/linuxkeyring"), read);
        // zsh has no compopt, and expands the alias that the script makes for it in no function that is autoloaded.
        String withoutCompopt = read.replaceAll("(?m)^.*\\bcompopt\\b.*\n", "");
        Texts.write(
                target.resolve("usr/share/zsh/vendor-completions/_linuxkeyring"), FOR_ZSH + withoutCompopt + AT_ONCE);
    }

    /** Writes the rules by which request-key(8) finds the handlers, as an example: whoever wants them copies them. */
    private void writeRules() throws IOException {
        String rules = Texts.read(repository.resolve("samples/handlers/linuxkeyring.conf"));
        Texts.write(
                target.resolve(DOCUMENTS).resolve("examples/linuxkeyring.conf"),
                rules.replace("/usr/local/lib/linuxkeyring/", "/usr/libexec/linuxkeyring/"));
    }

    private void writeChangelog(String name) throws IOException {
        String debian = String.format(
                Locale.ROOT,
                "%s (%s-1) unstable; urgency=medium%n%n  * linuxkeyring's changelog.gz says what is new in this"
                        + " version.%n%n"
                        + " -- The LinuxKeyring developers <linuxkeyring@users.noreply.github.com>  %s%n",
                name,
                version.replace("-SNAPSHOT", "~snapshot"),
                RFC_5322.format(time));
        Texts.writeCompressed(target.resolve("usr/share/doc").resolve(name).resolve("changelog.Debian.gz"), debian);
    }

    private Path document(String name) {
        return repository.resolve("docs").resolve(name);
    }

    private LocalDate date() {
        return time.toLocalDate();
    }
}
