package org.linuxkeyring.packaging;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;

/** A text in Markdown, all of it or what stands below one of its headings, which becomes a part of a manual page. */
final class MarkdownText {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private final List<Node> blocks;

    private MarkdownText(List<Node> blocks) {
        this.blocks = blocks;
    }

    /** Reads a page without its title, which a manual page has of its own. */
    static MarkdownText page(Path file) {
        List<Node> blocks = blocks(Texts.read(file));
        return new MarkdownText(blocks.subList(1, blocks.size()));
    }

    /** Reads what stands below the heading of the second level with that text, if there is one. */
    static Optional<MarkdownText> section(Path file, String heading) {
        List<Node> section = new ArrayList<>();
        boolean isWithin = false;
        for (Node block : blocks(Texts.read(file))) {
            if (block instanceof Heading title && title.getLevel() <= 2) {
                isWithin = text(title).equals(heading);
            } else if (isWithin) {
                section.add(block);
            }
        }
        return section.isEmpty() ? Optional.empty() : Optional.of(new MarkdownText(section));
    }

    /** Writes the text; what stands before its first heading becomes the section Details. */
    void writeTo(Roff page) {
        if (!(blocks.get(0) instanceof Heading)) {
            page.section("Details");
        }
        MarkdownWriter writer = new MarkdownWriter(page);
        blocks.forEach(each -> each.accept(writer));
    }

    private static List<Node> blocks(String markdown) {
        List<Node> blocks = new ArrayList<>();
        Node document = PARSER.parse(markdown);
        if (document instanceof Document) {
            for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    static String text(Node node) {
        return TextContentRenderer.builder().build().render(node).strip();
    }
}
