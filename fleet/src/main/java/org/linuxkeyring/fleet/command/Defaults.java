package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.disk.PropertiesText;
import org.linuxkeyring.kernel.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that a file of properties has, by their names without dashes, for all commands of a machine. */
final class Defaults implements IDefaultValueProvider {
    static final Path FILE = Path.of("/etc/linuxkeyring/fleet.properties");

    private final Map<String, String> properties;

    private Defaults(Map<String, String> properties) {
        this.properties = properties;
    }

    /**
     * Reads the file, if there is one, for a program's commands. A name that none of them has as an option is refused.
     */
    static Defaults of(Path file, Collection<CommandLine> commands) throws CommandException {
        try {
            Map<String, String> properties = PropertiesText.parse(Files.readString(file));
            requireKnown(file, properties.keySet(), commands);
            return new Defaults(properties);
        } catch (NoSuchFileException e) {
            return new Defaults(Map.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(file + " cannot be read: " + e.getMessage() + ". Put it right", e);
        }
    }

    private static void requireKnown(Path file, Set<String> names, Collection<CommandLine> commands)
            throws CommandException {
        Set<String> known = commands.stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(Defaults::name)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new CommandException(file + " has '" + Printable.name(name) + "', and there is no such option."
                        + " The names that it may have are: " + String.join(", ", known));
            }
        }
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
                ? properties.get(name(option))
                : null;
    }
}
