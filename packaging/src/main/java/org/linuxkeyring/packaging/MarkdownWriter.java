package org.linuxkeyring.packaging;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/**
 * Writes Markdown as roff. Of links the text stays, of a table its rows: what begins the row is the tag of the rest.
 */
final class MarkdownWriter extends AbstractVisitor {
    private final Roff page;
    private int number;
    private List<String> columns = List.of();

    MarkdownWriter(Roff page) {
        this.page = page;
    }

    @Override
    public void visit(Heading heading) {
        String text = MarkdownText.text(heading);
        if (heading.getLevel() <= 2) {
            page.section(text);
        } else {
            page.subsection(text);
        }
    }

    @Override
    public void visit(Paragraph paragraph) {
        if (!(paragraph.getParent() instanceof ListItem && paragraph.getPrevious() == null)) {
            page.macro(".PP");
        }
        visitChildren(paragraph);
        page.lineBreak();
    }

    @Override
    public void visit(BulletList list) {
        items(list, 0);
    }

    @Override
    public void visit(OrderedList list) {
        items(list, 1);
    }

    private void items(Node list, int first) {
        int outer = number;
        number = first;
        if (list.getParent() instanceof ListItem) {
            page.macro(".RS");
            visitChildren(list);
            page.macro(".RE");
        } else {
            visitChildren(list);
        }
        number = outer;
    }

    @Override
    public void visit(ListItem item) {
        page.macro(number == 0 ? ".IP \\(bu 3" : ".IP " + number++ + ". 4");
        visitChildren(item);
    }

    @Override
    public void visit(FencedCodeBlock block) {
        page.macro(".PP").macro(".in +4n").macro(".nf");
        block.getLiteral().lines().forEach(page::exampleLine);
        page.macro(".fi").macro(".in");
    }

    @Override
    public void visit(CustomBlock block) {
        if (block instanceof TableBlock) {
            visitChildren(block);
        }
    }

    @Override
    public void visit(CustomNode node) {
        if (node instanceof TableRow row) {
            List<String> cells = new ArrayList<>();
            for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                if (cell instanceof TableCell) {
                    cells.add(marked(cell));
                }
            }
            row(row, cells);
        } else {
            visitChildren(node);
        }
    }

    private void row(TableRow row, List<String> cells) {
        if (row.getParent() instanceof TableHead) {
            columns = cells;
            return;
        }
        page.macro(".TP").macro(cells.get(0)).macro(cells.get(1));
        for (int column = 2; column < cells.size(); column++) {
            page.macro(".br").macro(columns.get(column) + ": " + cells.get(column));
        }
    }

    private static String marked(Node cell) {
        Roff within = Roff.fragment();
        MarkdownWriter writer = new MarkdownWriter(within);
        writer.visitChildren(cell);
        return within.toString().strip();
    }

    @Override
    public void visit(Text text) {
        page.marked(Roff.escaped(text.getLiteral()));
    }

    @Override
    public void visit(Code code) {
        page.marked(Roff.bold(code.getLiteral()));
    }

    @Override
    public void visit(StrongEmphasis emphasis) {
        fonts("\\fB", emphasis);
    }

    @Override
    public void visit(Emphasis emphasis) {
        fonts("\\fI", emphasis);
    }

    private void fonts(String begin, Node node) {
        page.marked(begin);
        visitChildren(node);
        page.marked("\\fR");
    }

    @Override
    public void visit(Link link) {
        visitChildren(link);
    }

    @Override
    public void visit(SoftLineBreak lineBreak) {
        page.lineBreak();
    }

    @Override
    public void visit(HardLineBreak lineBreak) {
        page.macro(".br");
    }
}
