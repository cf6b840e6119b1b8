package org.linuxkeyring.packaging;

import java.nio.file.Path;
import java.time.LocalDate;

/** A manual page of section 5, which has the text of one of the documents. */
record Manual(String name, String brief, String document) {
    String roff(Path file, LocalDate date, String version) {
        Roff page = new Roff(name, 5, date, version);
        page.section("Name").macro(Roff.escaped(name) + " \\- " + Roff.escaped(brief));
        MarkdownText.page(file).writeTo(page);
        page.section("See also")
                .macro(Roff.bold("linuxkeyring") + "(1), " + Roff.bold("keyrings") + "(7), " + Roff.bold("request-key")
                        + "(8)");
        return page.toString();
    }
}
