package org.linuxkeyring.fleet.command;

import org.linuxkeyring.command.Version;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The program's command line, without a command. */
@Command(
        name = "linuxkeyring-fleet",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings keys from a publisher, through etcd, into the keyrings of many machines.",
        footer = {
            "",
            "linuxkeyring-fleet stands for: java -jar linuxkeyring-fleet-VERSION-all.jar",
            "Options may be in /etc/linuxkeyring/fleet.properties, by their names without dashes."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:refused or failed, for the reason told", "2:not a command, or not its options"},
        subcommands = {HelpCommand.class, AutoComplete.GenerateCompletion.class})
final class Fleet {}
