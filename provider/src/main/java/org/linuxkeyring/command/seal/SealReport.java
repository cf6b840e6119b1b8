package org.linuxkeyring.command.seal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.Json;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.SealStatus;

/** A report on a file of sealed entries, for a person or a program. */
public final class SealReport {
    private final SealStatus status;
    private final Optional<Long> predecessor;

    /** Makes a report of a status and of the generation of the file before. */
    public SealReport(SealStatus status, Optional<Long> predecessor) {
        this.status = status;
        this.predecessor = predecessor;
    }

    /** Returns the generation of a file; empty if there is none, or it is damaged. */
    public static Optional<Long> generation(KeyringFile file) {
        try {
            return file.exists() ? file.status().map(SealStatus::generation) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns whether a reboot would lose nothing. */
    public boolean isGood() {
        return status.isUpToDate() && !isOlder();
    }

    /** Returns whether an older file was put in the place of a newer one. */
    private boolean isOlder() {
        return predecessor.filter(before -> before > status.generation()).isPresent();
    }

    /** Prints the report as lines. */
    public void print(CommandContext context) {
        context.print("sealed under " + Printable.name(status.keyType() + ":" + status.keyName()));
        context.print(status.fault().orElse("the key is there, and is the right one"));
        context.print("generation " + status.generation()
                + predecessor
                        .map(before -> ", and " + before + " of the file before")
                        .orElse(""));
        context.print(status.sealed() + " entries sealed");
        list(context, "not in the keyring; comes back at load if the keyring takes it", status.absent());
        list(context, "in the keyring, but not in the file", status.unsaved());
        list(context, "changed in the keyring since", status.changed());
        list(context, "cannot be sealed, or not be used", status.refused());
        context.print(recovery());
        if (isOlder()) {
            context.print("This file is older than the one before it (FILE~): someone has put an old copy here."
                    + " Load it only if you did");
        }
        if (!status.unsaved().isEmpty() || !status.changed().isEmpty()) {
            context.print("A reboot would lose this: seal store FILE");
        }
    }

    private String recovery() {
        Optional<String> recorded = status.recovery();
        if (recorded.isEmpty()) {
            return "WARNING: no recovery file of all entries is recorded. If the key is lost, so are the entries. Write"
                    + " one: seal recovery FILE OUT.p12, or record that there is to be none: seal recovery FILE --none";
        }
        if (recorded.get().equals("none")) {
            return "no recovery file, as recorded (recovery=none): if the key is lost, so are the entries";
        }
        String written = "a recovery file was written of generation " + recorded.get();
        return recorded.get().equals(String.valueOf(status.generation()))
                ? written
                : written + ", and the file was stored since. If entries have changed, write another: seal recovery"
                        + " FILE OUT.p12";
    }

    private static void list(CommandContext context, String what, List<String> entries) {
        entries.forEach(entry -> context.print(what + ": " + Printable.text(entry)));
    }

    /** Prints the report as an array of one object. */
    public void printJson(CommandContext context) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", status.keyType() + ":" + status.keyName());
        object.put("fault", status.fault().orElse(null));
        object.put("generation", status.generation());
        object.put("predecessor", predecessor.orElse(null));
        object.put("sealed", status.sealed());
        object.put("absent", status.absent());
        object.put("unsaved", status.unsaved());
        object.put("changed", status.changed());
        object.put("refused", status.refused());
        object.put("recovery", status.recovery().orElse(null));
        object.put("good", isGood());
        context.out().println(Json.array(List.of(object)));
    }
}
