//go:build ignore

// Gen writes table_gen.go and names_gen.go: the state tables of X.225 Annex A as arrays, from the
// transcription in testdata, with the readings of doubtful cells and the additions of Amd.1.
package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/format"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// states has the states of Table A.2 and of Amd.1. STA01 is the zero State.
var states = strings.Fields(`STA01 STA01A STA01B STA01C STA01D STA01E STA01F STA02A STA02B STA02C STA02D STA03 STA04A STA04B
	STA05A STA05B STA05C STA06 STA07 STA08 STA08B STA08C STA09 STA10A STA10B STA11A STA11B STA11C STA15A STA15B STA15C STA15D
	STA16 STA18 STA19 STA20 STA21 STA22 STA700 STA713`)

// incoming has the events of Table A.1 and of Amd.1, outgoing those of Table A.3 that are not also
// incoming ones, and the timer.
var (
	incoming = strings.Fields(`AA AB-nr AB-r AC AD ADA AE AI AIA AR AS CD CDA CDO CN DN DT ED ER EX FN-nr FN-r GT GTA GTC MAA/AEA MAP MIA
	MIP MIP-d NF OA PR-AB PR-MAA PR-RA PR-RS PT RA RF-nr RF-r RS RS-a RS-r RS-s TD
	NL SAB-nr SAB-r SAC-TC-y SAC-TC-n SAC-TD-y SAC-TD-n SACC-TD SACC-TC SRFC-TC SCNC SCN-TC SCN-TD SDN SDT SFN-nr SFN-r SRF-TC-nr SRF-TC-r
	SRF-TD-nr SRF-TD-r
	SACTDreq SACTDrsp SACTEreq SACTErsp SACTIreq SACTIrsp SACTRreq SACTSreq SCDreq SCDrsp SCGreq SCONreq SCONrsp+ SCONrsp- SDTreq SEXreq
	SGTreq SPTreq SRELreq SRELrsp+ SRELrsp- SRSYNreq SRSYNreq(a) SRSYNreq(r) SRSYNreq(s) SRSYNrsp SSYNMreq SSYNMrsp SSYNmreq SSYNmdreq
	SSYNmrsp STDreq SUABreq SUERreq
	TCONind TCONcnf TDISind TIM`)
	outgoing = strings.Fields(`MAA AEA SACTDind SACTDcnf SACTEind SACTEcnf SACTIind SACTIcnf SACTRind SACTSind SCDind SCDcnf SCGind SCONind SCONcnf+ SCONcnf-
	SDTind SEXind SGTind SPABind SPERind SPTind SRELind SRELcnf+ SRELcnf- SRSYNind SRSYNcnf SSYNMind SSYNMcnf SSYNmind SSYNmdind SSYNmcnf
	STDind SUABind SUERind TCONreq TCONrsp TDISreq TIM+ TIM-`)
)

// noted are the outgoing events that a note at the foot of Table A.7 makes conditional: they are
// numbered behind the actions.
var noted = []string{"PR-RS(5)", "PR-RS(1)", "PR-RA(1)", "PR-MAA(1)", "PR-AB(4)", "SxABind(3)"}

const firstNoted = 73 // behind [72], the last specific action

type alternative struct {
	predicate, actions, next string
	recall                   bool
}

type key struct{ table, event, state string }

func main() {
	cells, impossible := tables()
	write("names_gen.go", names())
	write("table_gen.go", arrays(cells, impossible))
}

// tables returns the cells of all tables, with readings and additions.
func tables() (map[key][]alternative, map[key]bool) {
	cells, impossible := map[key][]alternative{}, map[key]bool{}
	readings := map[string][]string{}
	for _, r := range read("readings.csv") {
		readings[strings.Join(r[:4], " ")] = r
	}
	for _, r := range read("state-tables.csv") {
		k := key{r[0], r[1], r[2]}
		switch r[4] {
		case "impossible":
			impossible[k] = true
		case "valid":
			a := alternative{r[5], r[6], r[7], strings.Contains(r[8], "[6]")}
			if strings.Contains(r[8], "[72]") {
				a.actions = strings.TrimSpace(a.actions + " [72]")
			}
			id := strings.Join(r[:4], " ")
			if c, ok := readings[id]; ok {
				delete(readings, id)
				if c[4] == "-" {
					continue
				}
				a = alternative{c[4], c[5], c[6], strings.Contains(c[7], "[6]")}
			}
			cells[k] = append(cells[k], a)
		}
	}
	for _, r := range read("readings.csv") { // cells that are blank in print
		if _, ok := readings[strings.Join(r[:4], " ")]; ok {
			k := key{r[0], r[1], r[2]}
			cells[k] = append(cells[k], alternative{r[4], r[5], r[6], strings.Contains(r[7], "[6]")})
		}
	}
	amend(cells)
	return cells, impossible
}

// amend adds what Amd.1 says, also to the tables with symmetric synchronize, which it does not
// mention.
func amend(cells map[key][]alternative) {
	replaced := map[key]bool{}
	for _, r := range read("state-tables-amd1.csv") {
		a := alternative{r[4], r[5], r[6], strings.Contains(r[7], "[6]")}
		if words := strings.Fields(a.actions); slices.Contains(words, "[6]") { // before [11] in print
			a.actions, a.recall = strings.ReplaceAll(a.actions, "[6] ", ""), true
		}
		n, _ := strconv.Atoi(strings.TrimPrefix(r[0], "A."))
		for _, table := range []string{r[0], fmt.Sprintf("A.%d", n+9)} {
			k := key{table, r[1], r[2]}
			switch accept := r[1] == "AC" || r[1] == "SCONrsp+" && r[2] == "STA08"; {
			case accept && r[4] == "!p208": // the printed ones
				for i := range cells[k] {
					if c := &cells[k][i]; !strings.HasPrefix(c.predicate, "p208") {
						c.predicate = and(c.predicate, "!p208")
						c.recall = c.recall || a.recall
					}
				}
				continue
			case !accept && !replaced[k]:
				cells[k] = nil
				replaced[k] = true
			}
			cells[k] = append(cells[k], a)
		}
	}
	for k, list := range maps.Clone(cells) {
		short := map[string]string{"DT": "SDT", "DN": "SDN", "FN-nr": "SFN-nr", "FN-r": "SFN-r", "AB-nr": "SAB-nr", "AB-r": "SAB-r"}
		if s, ok := short[k.event]; ok {
			cells[key{k.table, s, k.state}] = list
		}
		if k.event != "SDTreq" && k.event != "SRELreq" && k.event != "SRELrsp+" && k.event != "SUABreq" {
			continue
		}
		var both, added []alternative
		for _, a := range list {
			words := strings.Fields(a.actions)
			long := slices.IndexFunc(words, func(w string) bool { return short[w] != "" })
			if long < 0 {
				both = append(both, a)
				continue
			}
			b := a
			a.predicate, b.predicate = and(a.predicate, "!p211"), and(a.predicate, "p211")
			words[long] = short[words[long]]
			words = slices.DeleteFunc(words, func(w string) bool { return w == "PR-AB(4)" }) // at most 9 octets of user data
			b.actions = strings.Join(words, " ")
			both, added = append(both, a), append(added, b)
		}
		cells[k] = append(both, added...) // numbered behind the printed ones
	}
	for k, list := range maps.Clone(cells) {
		if k.state == "STA02A" && (k.table == "A.16" || k.table == "A.25") {
			for _, s := range []string{"STA02C", "STA02D", "STA07", "STA08B", "STA08C"} {
				cells[key{k.table, k.event, s}] = list
			}
		}
		if k.event == "SCONrsp-" && k.state == "STA08C" { // 7.42.2 needs it in STA08B, too
			cells[key{k.table, k.event, "STA08B"}] = list
		}
	}
}

func and(p, q string) string {
	if p == "" {
		return q
	}
	return p + "&" + q
}

func names() []byte {
	var b bytes.Buffer
	b.WriteString("// The states, X.225 Table A.2 and Amd.1.\nconst (\n")
	for i, s := range states {
		fmt.Fprintf(&b, "\t%s", s)
		if i == 0 {
			b.WriteString(" State = iota")
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, ")\n\nvar stateNames = [...]string{%s}\n\n", quoted(states))
	b.WriteString("// The events, X.225 Tables A.1 and A.3 and Amd.1; TIM+ and TIM- start and stop the timer. The zero\n// Event is none.\nconst (\n\tEventNone Event = iota\n")
	for _, e := range slices.Concat(incoming, outgoing) {
		fmt.Fprintf(&b, "\t%s // %s\n", identifier(e), e)
	}
	fmt.Fprintf(&b, "\n\tincomingEvents = %s + 1\n)\n\n", identifier(incoming[len(incoming)-1]))
	fmt.Fprintf(&b, "var eventNames = [...]string{\n\t\"none\",%s}\n", quoted(slices.Concat(incoming, outgoing)))
	return b.Bytes()
}

func identifier(e string) string {
	r := strings.NewReplacer("/AEA", "", "-", "", "(a)", "Abandon", "(r)", "Restart", "(s)", "Set")
	switch e {
	case "TIM+":
		return "EventStartTIM"
	case "TIM-":
		return "EventStopTIM"
	case "MAA":
		return "EventMAAout"
	case "AEA":
		return "EventAEAout"
	}
	if n, ok := strings.CutSuffix(e, "+"); ok {
		return "Event" + n + "Positive"
	}
	if n, ok := strings.CutSuffix(e, "-"); ok {
		return "Event" + n + "Negative"
	}
	return "Event" + r.Replace(e)
}

func quoted(list []string) string {
	var b strings.Builder
	for i, s := range list {
		if i%12 == 0 {
			b.WriteString("\n\t")
		}
		fmt.Fprintf(&b, "%q, ", s)
	}
	return b.String() + "\n"
}

// arrays writes the cells. Equal cells are written once.
func arrays(cells map[key][]alternative, impossible map[key]bool) []byte {
	var all []string      // alternatives
	starts := []int{0, 0} // of the alternatives of each cell; the first is blank, the second impossible
	at := map[string]int{}
	var b, grid bytes.Buffer
	grid.WriteString("var grid = [2][incomingEvents][numStates]uint16{\n")
	for ss := range 2 {
		grid.WriteString("\t{\n")
		for _, e := range incoming {
			row := ""
			for _, s := range states {
				for t := 8 + 9*ss; t <= 16+9*ss; t++ {
					k := key{fmt.Sprintf("A.%d", t), e, s}
					if impossible[k] && len(cells[k]) == 0 {
						row += s + ": 1, "
					}
					if len(cells[k]) == 0 {
						continue
					}
					var list []string
					for _, a := range cells[k] {
						list = append(list, literal(a))
					}
					text := strings.Join(list, "\n")
					if at[text] == 0 {
						at[text] = len(starts)
						starts = append(starts, len(all))
						all = append(all, list...)
					}
					row += fmt.Sprintf("%s: %d, ", s, at[text])
				}
			}
			if row != "" {
				fmt.Fprintf(&grid, "\t\t%s: {%s},\n", identifier(e), row)
			}
		}
		grid.WriteString("\t},\n")
	}
	grid.WriteString("}\n")
	fmt.Fprintf(&b, "const numStates = %d\n\n", len(states))
	b.WriteString("// grid has the number of the cell of each event in each state, without and with symmetric\n// synchronize: 0 of all that are blank, 1 of all that are printed //.\n")
	b.Write(grid.Bytes())
	b.WriteString("\n// cellStart has by cell where its alternatives begin. The next cell's begin where they end.\nvar cellStart = [...]uint16{")
	for i, n := range append(starts, len(all)) {
		if i%16 == 0 {
			b.WriteString("\n\t")
		}
		fmt.Fprintf(&b, "%d, ", n)
	}
	fmt.Fprintf(&b, "\n}\n\n// alternatives has the conditional action lists, cell by cell.\nvar alternatives = [...]alternative{\n\t%s,\n}\n\n", strings.Join(all, ",\n\t"))
	b.WriteString("// tableOf has the number of the table that has the row of an event, without symmetric synchronize.\nvar tableOf = [incomingEvents]uint8{\n")
	table := map[string]int{}
	for k := range cells {
		n, _ := strconv.Atoi(k.table[2:])
		table[k.event] = (n-8)%9 + 8
	}
	for n := 8; n <= 16; n++ {
		b.WriteString("\t")
		for _, e := range incoming {
			if table[e] == n {
				fmt.Fprintf(&b, "%s: %d, ", identifier(e), n)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func literal(a alternative) string {
	var f []string
	if a.predicate != "" {
		var p []string
		for _, one := range strings.Split(a.predicate, "&") {
			n := strings.TrimLeft(strings.Replace(one, "!p", "-", 1), "p")
			if sign, rest, ok := strings.Cut(n, "-"); ok {
				n = sign + "-" + strings.TrimLeft(rest, "0")
			} else {
				n = strings.TrimLeft(n, "0")
			}
			p = append(p, n)
		}
		f = append(f, "predicates: [5]int16{"+strings.Join(p, ", ")+"}")
	}
	if a.actions != "" {
		var ops []string
		for _, w := range strings.Fields(a.actions) {
			switch i := slices.Index(noted, w); {
			case i >= 0:
				ops = append(ops, strconv.Itoa(firstNoted+i))
			case strings.HasPrefix(w, "["):
				ops = append(ops, strings.Trim(w, "[]"))
			default:
				w = strings.TrimSuffix(w, "(2)")
				ops = append(ops, fmt.Sprintf("out + op(%s)", identifier(w)))
			}
		}
		f = append(f, "actions: [5]op{"+strings.Join(ops, ", ")+"}")
	}
	f = append(f, "next: "+a.next)
	if a.recall {
		f = append(f, "recall: true")
	}
	return "{" + strings.Join(f, ", ") + "}"
}

func read(name string) [][]string {
	f, err := os.Open("testdata/" + name)
	check(err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	check(err)
	return rows[1:]
}

func write(name string, body []byte) {
	text, err := format.Source(append([]byte("// Code generated by gen.go; DO NOT EDIT.\n\npackage spm\n\n"), body...))
	check(err)
	check(os.WriteFile(name, text, 0o644))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
