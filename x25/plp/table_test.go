package plp_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

func ruleID(err error) string {
	if e := osi.AsError(err); e != nil && e.Rule != nil {
		return e.ID
	}
	return "no rule"
}

// pdus has, by row of the tables, the octets of the packet on channel 0 or 1.
var pdus = map[string]string{
	"SHORT": "10", "GFI": "300100", "UNASSIGNED": "109901", "NO-PTI-0": "1000", "UNDEFINED-0": "10003B",
	"RESTART": "1000FB0000", "RESTART-CONF": "1000FF", "RESTART-FORMAT": "1000FB", "REG": "1000F30000", "REG-CONF": "1000F77F000000",
	"DIAG": "1000F124100561", "NO-PTI": "1001", "UNDEFINED": "10013B", "NON-ZERO-LCI": "1001FB0000",
	"CALL": "10010B0000", "CALL-ACC": "10010F", "CLEAR": "1001130000", "CLEAR-CONF": "100117", "DATA": "10010041", "RR": "100101",
	"RNR": "100105", "REJ": "100109", "NO-REJ": "100109", "INT": "10012341", "INT-CONF": "100127", "RESET": "10011B0000",
	"RESET-CONF": "10011F",
}

// A bench is a machine whose states a test chooses.
type bench struct {
	end
	side plp.Side
	lci  byte
}

// by has the side do something: the machine sends it, or receives it.
func (b bench) by(side plp.Side, pdu string) {
	b.t.Helper()
	raw := octets(b.t, pdu)
	if raw[1] != 0 {
		raw[1] = b.lci
	}
	var err error
	if side == b.side {
		_, err = b.ask(raw)
	} else {
		_, err = b.feed(raw)
	}
	must(b.t, err)
}

// enter takes the channel to the state, by packets.
func (b bench) enter(state string) {
	b.t.Helper()
	call := func() { b.by(plp.DTE, "10010B0000"); b.by(plp.DCE, "10010F") }
	transfer := func() {
		if b.lci != 1 { // 1 is permanent
			call()
		}
	}
	switch state {
	case "r2":
		b.by(plp.DTE, "1000FB0000")
	case "r3":
		b.by(plp.DCE, "1000FB0000")
	case "p2":
		b.by(plp.DTE, "10010B0000")
	case "p3":
		b.by(plp.DCE, "10010B0000")
	case "p4":
		call()
	case "p5":
		b.by(b.side, "10010B0000")
		b.by(b.side.Opposite(), "10010B0000")
	case "p6":
		b.by(plp.DTE, "10010B0000")
		b.by(plp.DTE, "1001130000")
	case "p7":
		b.by(plp.DTE, "10010B0000")
		b.by(plp.DCE, "1001130000")
	case "d1":
		transfer()
		b.by(b.side, "10010041")
		b.by(b.side, "10012341")
	case "d2":
		transfer()
		b.by(plp.DTE, "10011B0000")
	case "d3":
		transfer()
		b.by(plp.DCE, "10011B0000")
	}
	var got string
	if state[0] == 'r' {
		got = b.Interface().String()
	} else {
		p, d, _ := b.Channel(uint16(b.lci))
		if got = p.String(); state[0] == 'd' {
			got = d.String()
		}
	}
	if got != state {
		b.t.Fatalf("in %s, not %s", got, state)
	}
}

// readTable returns the rows of a transcription.
func readTable(t testing.TB, name string) (columns []string, rows [][]string) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	must(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	must(t, err)
	return lines[0][1:], lines[1:]
}

// benches are the ends that the tables are for.
var benches = []struct {
	name    string
	table   string
	profile plp.Profile
}{
	{"DTE", "table-dte.csv", plp.Profile{Side: plp.DTE}},
	{"DCE", "table-dce.csv", plp.Profile{Side: plp.DCE}},
	{"DTE between DTEs", "table-dte.csv", plp.Profile{Side: plp.DTE, BetweenDTEs: true}},
	{"DCE between DTEs", "table-dce.csv", plp.Profile{Side: plp.DCE, BetweenDTEs: true}},
}

// each calls do for every cell, on a machine in its state, with the octets of the event. Cells of
// data transfer come twice: on a permanent circuit (channel 1), and on a call (2).
func each(t *testing.T, do func(name, event, state, cell string, b bench, pdu []byte)) {
	t.Helper()
	for _, c := range benches {
		columns, rows := readTable(t, c.table)
		for _, row := range rows {
			event := row[0]
			for i, cell := range row[1:] {
				state := columns[i]
				for _, lci := range []byte{1, 2} {
					call := strings.HasPrefix(event, "CALL") || strings.HasPrefix(event, "CLEAR")
					if cell == "" || lci == 1 && state[0] == 'p' || lci == 2 && state[0] == 'd' && call || event == "FORMAT" && state[0] == 'r' {
						continue
					}
					p := c.profile
					p.Permanent, p.TwoWay, p.Registration = 1, plp.ChannelRange{First: 2, Last: 9}, true
					p.Manual = plp.ManualRestart | plp.ManualClear | plp.ManualReset
					p.Retransmission = event != "NO-REJ"
					if event == "REJ" && p.Side == plp.DTE && !p.BetweenDTEs {
						continue // a DCE has no REJ
					}
					if event == "DIAG" && p.Side == plp.DCE && !p.BetweenDTEs {
						continue // a DTE has no DIAGNOSTIC
					}
					b := bench{newEnd(t, p), p.Side, lci}
					b.enter(state)
					pdu := pdus[event]
					if event == "FORMAT" {
						pdu = "100113" // no cause
						if state[0] == 'd' {
							pdu = "10011B"
						}
					}
					raw := octets(t, pdu)
					if len(raw) > 1 && raw[1] == 1 && event != "GFI" {
						raw[1] = lci
					}
					do(fmt.Sprintf("%s: %s in %s on %d", c.name, event, state, lci), event, state, cell, b, raw)
				}
			}
		}
	}
}

// Every cell of the tables is executed.
func TestTables(t *testing.T) {
	t.Parallel()
	cells, errors := 0, 0
	each(t, func(name, event, state, cell string, b bench, pdu []byte) {
		if cell == "C-3" || cell == "C-4" { // what the table below says is tried in its states
			return
		}
		cells++
		beforeP, beforeD, _ := b.Channel(uint16(b.lci))
		beforeR := b.Interface()
		o, err := b.feed(pdu)
		p, d, _ := b.Channel(uint16(b.lci))
		unchanged := p == beforeP && d == beforeD && b.Interface() == beforeR
		refused := err != nil && strings.HasPrefix(ruleID(err), "plp.")
		answers := make([]x25.Packet, 0, 2)
		answers = append(answers, o.Packets...)
		switch {
		case cell == "disc":
			if !unchanged || len(answers) > 0 || o.Indications != 0 || refused {
				t.Errorf("%s: not discarded: %s, %v", name, show(t, o), err)
			}
			return
		case strings.HasPrefix(cell, "D"):
			send := strings.HasPrefix(cell, "DG") || strings.Contains(name, "between")
			if !unchanged || !send && len(answers) > 0 || err == nil {
				t.Errorf("%s: %s, %v", name, show(t, o), err)
			}
			if send {
				checkAnswer(t, name, x25.TypeDiagnostic, cell[2:], answers, err)
			}
			return
		case strings.HasPrefix(cell, "E"):
			errors++
			kind, want := x25.TypeRestartRequest, map[bool]plp.State{false: plp.R2, true: plp.R3}[b.side == plp.DCE]
			got := b.Interface()
			switch state[0] {
			case 'p':
				kind, want, got = x25.TypeClearRequest, map[bool]plp.State{false: plp.P6, true: plp.P7}[b.side == plp.DCE], p
			case 'd':
				kind, want, got = x25.TypeResetRequest, map[bool]plp.State{false: plp.D2, true: plp.D3}[b.side == plp.DCE], d
			}
			if got != want || err == nil {
				t.Errorf("%s: in %v, %v", name, got, err)
			}
			checkAnswer(t, name, kind, cell[1:], answers, err)
			return
		}
		got := b.Interface()
		switch cell[0] {
		case 'p':
			got = p
		case 'd':
			got = d
		}
		if err != nil || got.String() != cell {
			t.Errorf("%s: in %v, %v, want %s", name, got, err, cell)
		}
	})
	t.Logf("%d cells, %d of them errors", cells, errors)
}

// checkAnswer checks the one packet that answers an error.
func checkAnswer(t *testing.T, name string, kind x25.Type, code string, got []x25.Packet, err error) {
	t.Helper()
	if len(got) != 1 || got[0].Type() != kind {
		t.Errorf("%s: answered with %v", name, got)
		return
	}
	b, encodeErr := got[0].AppendBinary(nil)
	must(t, encodeErr)
	want := osi.AsError(err).Reason
	if code != "" {
		n, err := strconv.ParseUint(code, 16, 8)
		must(t, err)
		want = uint8(n)
	}
	at, cause := 4, byte(0)
	if kind == x25.TypeDiagnostic {
		at, cause = 3, want
	} else if strings.HasPrefix(name, "DCE:") {
		cause = map[x25.Type]byte{x25.TypeRestartRequest: 1, x25.TypeClearRequest: 0x13, x25.TypeResetRequest: 5}[kind]
	}
	if b[at] != want || b[3] != cause {
		t.Errorf("%s: answered with %x", name, b)
	}
}
