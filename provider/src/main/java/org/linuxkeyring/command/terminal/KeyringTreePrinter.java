package org.linuxkeyring.command.terminal;

import java.io.PrintStream;
import java.util.List;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.key.KeyMetadata;

/** The printer of keyring trees in the format of {@code keyctl show}, but with the whole permission mask. */
public final class KeyringTreePrinter {
    private final PrintStream out;

    private KeyringTreePrinter(PrintStream out) {
        this.out = out;
    }

    public static void print(List<KeyringTree> trees, PrintStream out) {
        KeyringTreePrinter printer = new KeyringTreePrinter(out);
        printer.row("serial", "permissions", "uid", "gid", "type: description");
        trees.forEach(tree -> printer.print(tree, ""));
    }

    private void print(KeyringTree tree, String indent) {
        String remark = tree.remark().map(why -> " (" + why + ")").orElse("");
        if (tree.metadata().isPresent()) {
            KeyMetadata key = tree.metadata().get();
            String name = Printable.text(key.type() + ": " + key.description());
            row(tree.serial(), key.permissions().letters(), key.uid(), key.gid(), indent + name + remark);
        } else {
            row(tree.serial(), "", "", "", indent + "?" + remark);
        }
        String below = indent.isEmpty() ? " \\_ " : "    " + indent;
        tree.links().forEach(link -> print(link, below));
    }

    private void row(Object serial, String permissions, Object uid, Object gid, String key) {
        out.printf("%10s  %-24s %6s %6s  %s%n", serial, permissions, uid, gid, key);
    }
}
