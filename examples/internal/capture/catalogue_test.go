package capture_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// A catalogue is what CATALOGUE.md of the corpus says of its captures.
type catalogue struct {
	rows map[string]map[string]string // of the table: by file name and column
	osi  *regexp.Regexp               // the X.25 captures that carry OSI transport, of the other catalogue
	lapb map[string]int               // I frames, by the name of that catalogue's section
}

func readCatalogue(t *testing.T, corpus string) catalogue {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(corpus, "CATALOGUE.md"))
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue{rows: map[string]map[string]string{}}
	var columns []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if columns == nil {
			for _, name := range cells {
				columns = append(columns, strings.TrimSpace(name))
			}
			continue
		}
		row := map[string]string{}
		for i, cell := range cells {
			row[columns[i]] = strings.TrimSpace(cell)
		}
		c.rows[row["file"]] = row
	}
	more, err := os.ReadFile(filepath.Join(corpus, "made/x25/CATALOGUE.md"))
	if err != nil {
		t.Fatal(err)
	}
	span := regexp.MustCompile(`(?m)^- OSI \(l(\d)(\d)-l\d(\d)\)`).FindSubmatch(more)
	if span == nil {
		t.Fatal("the catalogue of X.25 does not say which captures carry OSI")
	}
	c.osi = regexp.MustCompile("^l" + string(span[1]) + "[" + string(span[2]) + "-" + string(span[3]) + "]_")
	c.lapb = map[string]int{}
	counts := regexp.MustCompile(`(?m)^### (\w+)\n[^#]*?; (\d+) X\.25 packets, [^;]*; (\d+) LAPB frames \((real|synthetic)`)
	for _, m := range counts.FindAllSubmatch(more, -1) {
		number := m[2]
		if string(m[4]) == "synthetic" { // no set-up, and without the packets that were lost
			number = m[3]
		}
		c.lapb[string(m[1])], _ = strconv.Atoi(string(number))
	}
	return c
}

// top returns the highest layer of capture name, and in how many of its session connections
// presentation is not used.
func (c catalogue) top(t *testing.T, name string) (top osi.Layer, bare int) {
	t.Helper()
	row, ok := c.rows[name]
	switch {
	case !ok && !regexp.MustCompile(`^[lt]\d\d_`).MatchString(name):
		t.Fatal("not in the catalogue")
	case ok && !counted(row, "protocols (frames, ts)", "cotp"), !ok && !c.osi.MatchString(name):
		return osi.X25, 0
	case ok && !counted(row, "protocols (frames, ts)", "ses"):
		return osi.Transport, 0
	}
	return osi.RTSE, max(0, count(row, "SPDUs (own)", "CN")-count(row, "PPDUs (own)", "CP"))
}

func counted(row map[string]string, column, what string) bool { return count(row, column, what) > 0 }

// count returns n of an entry "what:n" of a column.
func count(row map[string]string, column, what string) int {
	for entry := range strings.FieldsSeq(row[column]) {
		if number, ok := strings.CutPrefix(entry, what+":"); ok {
			n, _ := strconv.Atoi(number)
			return n
		}
	}
	return 0
}
