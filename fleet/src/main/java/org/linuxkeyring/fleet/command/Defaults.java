package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.linuxkeyring.command.terminal.CommandException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that a file of properties has, by their names without dashes, for all commands of a machine. */
final class Defaults implements IDefaultValueProvider {
    static final Path FILE = Path.of("/etc/linuxkeyring/fleet.properties");

    private final Properties properties;

    private Defaults(Properties properties) {
        this.properties = properties;
    }

    /** Reads the file, if there is one. */
    static Defaults of(Path file) throws CommandException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            return new Defaults(properties);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(file + " cannot be read: " + e.getMessage() + ". Put it right", e);
        }
        return new Defaults(properties);
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? properties.getProperty(option.longestName().replaceFirst("^-+", ""))
                : null;
    }
}
