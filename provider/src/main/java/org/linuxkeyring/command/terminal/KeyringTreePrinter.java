package org.linuxkeyring.command.terminal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.key.KeyMetadata;

/** The printer of keyring trees in the format of {@code keyctl show}, but with the whole permission mask. */
public final class KeyringTreePrinter {
    private final PrintStream out;
    private final int columns;

    private KeyringTreePrinter(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** Prints the trees, whatever the width of the terminal. */
    public static void print(List<KeyringTree> trees, PrintStream out) {
        print(trees, Integer.MAX_VALUE, out);
    }

    /** Prints the trees in lines of so many columns, or the keys one after the other. */
    public static void print(List<KeyringTree> trees, Form form, PrintStream out) {
        if (form.isPlain()) {
            PlainText plain = new PlainText(out);
            trees.forEach(tree -> print(tree, "", plain));
        } else {
            print(trees, form.columns(), out);
        }
    }

    private static void print(List<KeyringTree> trees, int columns, PrintStream out) {
        KeyringTreePrinter printer = new KeyringTreePrinter(out, columns);
        printer.row("serial", "permissions", "uid", "gid", "type: description");
        trees.forEach(tree -> printer.print(tree, ""));
    }

    private static void print(KeyringTree tree, String above, PlainText plain) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("serial", Integer.toString(tree.serial()));
        tree.metadata().ifPresent(key -> {
            values.put("type", key.type().toString());
            values.put("description", key.description().toString());
            values.put("permissions", key.permissions().letters());
            values.put("uid", Integer.toString(key.uid()));
            values.put("gid", Integer.toString(key.gid()));
        });
        values.put("in keyring", above);
        values.put("remark", tree.remark().map(Object::toString).orElse(""));
        plain.print(values);
        tree.links().forEach(link -> print(link, Integer.toString(tree.serial()), plain));
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
        String line = String.format("%10s  %-24s %6s %6s  %s", serial, permissions, uid, gid, key);
        out.println(TextWidth.cut(line, columns));
    }
}
