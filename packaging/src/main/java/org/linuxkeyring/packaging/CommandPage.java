package org.linuxkeyring.packaging;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page of section 1, made of a command's own descriptions and the section that the documents have on it. */
final class CommandPage {
    /** Wide enough that picocli breaks no line: roff does. */
    private static final int UNBROKEN = 5000;

    private final CommandLine command;
    private final Optional<MarkdownText> details;

    private CommandPage(CommandLine command, Optional<MarkdownText> details) {
        this.command = command;
        this.details = details;
    }

    /** Returns a command's page, with what the document says below the heading of the command's name. */
    static CommandPage of(CommandLine command, Path document) {
        String heading = command.getCommandSpec().qualifiedName().replaceFirst("^\\S+ ?", "");
        return new CommandPage(command, MarkdownText.section(document, heading));
    }

    /** Returns the name of a command's page: its words, joined by hyphens. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** Returns a command and all below it that are meant for people. */
    static List<CommandLine> commands(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        for (CommandLine each : subcommands(command)) {
            all.addAll(commands(each));
        }
        return all;
    }

    private static List<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .distinct()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden()
                        && !each.getCommandName().equals("help"))
                .toList();
    }

    String roff(LocalDate date, String version) {
        CommandSpec spec = command.getCommandSpec();
        List<String> description = lines(spec.usageMessage().description());
        Roff page = new Roff(name(command), 1, date, version);
        page.section("Name").macro(Roff.escaped(name(command)) + " \\- " + Roff.escaped(brief(description.get(0))));
        page.section("Synopsis").macro(Roff.bold(spec.qualifiedName()) + Roff.escaped(synopsis()));
        page.section("Description");
        description.forEach(each -> page.macro(Roff.escaped(each)).macro(".PP"));
        arguments(page);
        commands(page);
        details.ifPresent(each -> each.writeTo(page));
        exitStatus(page);
        page.section("Notes");
        footer().forEach(each -> page.macro(Roff.escaped(each)).macro(".PP"));
        seeAlso(page);
        return page.toString();
    }

    private String synopsis() {
        String name = command.getCommandSpec().qualifiedName();
        CommandSpec spec = command.getCommandSpec();
        spec.usageMessage().width(UNBROKEN);
        String text = command.getHelp().synopsis(0).strip();
        return text.substring(name.length());
    }

    private static String brief(String sentence) {
        return sentence.replaceFirst("[.:;].*", "");
    }

    private void arguments(Roff page) {
        CommandSpec spec = command.getCommandSpec();
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        List<OptionSpec> options =
                spec.options().stream().filter(each -> !each.hidden()).toList();
        if (!parameters.isEmpty()) {
            page.section("Arguments");
            parameters.forEach(each -> page.tagged(Roff.italic(each.paramLabel()), description(each)));
        }
        page.section("Options");
        for (OptionSpec option : options) {
            String names = option.names().length == 0
                    ? ""
                    : List.of(option.names()).stream().map(Roff::bold).collect(Collectors.joining(", "));
            boolean hasValue = option.arity().max() > 0;
            page.tagged(hasValue ? names + "=" + Roff.italic(option.paramLabel()) : names, description(option));
        }
    }

    private static String description(ArgSpec argument) {
        return Roff.escaped(String.join(" ", lines(argument.description())));
    }

    private void commands(Roff page) {
        List<CommandLine> below = subcommands(command);
        if (!below.isEmpty()) {
            page.section("Commands");
        }
        for (CommandLine each : below) {
            String first =
                    lines(each.getCommandSpec().usageMessage().description()).get(0);
            page.tagged(Roff.bold(name(each)) + "(1)", Roff.escaped(first));
        }
    }

    private void exitStatus(Roff page) {
        page.section("Exit status");
        command.getCommandSpec()
                .root()
                .usageMessage()
                .exitCodeList()
                .forEach((status, meaning) -> page.tagged(Roff.bold(status), Roff.escaped(meaning)));
    }

    private List<String> footer() {
        return lines(command.getCommandSpec().root().usageMessage().footer()).stream()
                .filter(each -> !each.isBlank())
                .toList();
    }

    private void seeAlso(Roff page) {
        List<String> others = new ArrayList<>();
        CommandLine above = command.getParent();
        if (above != null) {
            others.add(Roff.bold(name(above)) + "(1)");
        }
        subcommands(command).forEach(each -> others.add(Roff.bold(name(each)) + "(1)"));
        for (String other : List.of("linuxkeyring-handlers(5)", "linuxkeyring-reference(5)", "keyrings(7)")) {
            int section = other.indexOf('(');
            others.add(Roff.bold(other.substring(0, section)) + other.substring(section));
        }
        page.section("See also").macro(String.join(", ", others));
    }

    /** Returns texts as the command's help prints them: with picocli's markup and %% resolved. */
    private static List<String> lines(String[] texts) {
        return Arrays.stream(texts)
                .map(each -> Ansi.OFF.string(String.format(each)))
                .toList();
    }
}
