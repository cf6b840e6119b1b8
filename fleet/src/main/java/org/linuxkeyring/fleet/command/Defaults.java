package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.disk.PropertiesText;
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

    /** Reads the file, if there is one. */
    static Defaults of(Path file) throws CommandException {
        try {
            return new Defaults(PropertiesText.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return new Defaults(Map.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(file + " cannot be read: " + e.getMessage() + ". Put it right", e);
        }
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? properties.get(option.longestName().replaceFirst("^-+", ""))
                : null;
    }
}
