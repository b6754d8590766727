package class0_test

import (
	"encoding/csv"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// decode decodes hex octets in the given format.
func decode(t testing.TB, f transport.Format, hex string) transport.TPDU {
	t.Helper()
	d := transport.Decoder{Format: f, Leniency: osi.Leniency{Tolerate: osi.Class0Expedited}}
	p, err := d.Decode(unhex(t, hex))
	if err != nil {
		t.Fatalf("%s: %v", hex, err)
	}
	return p
}

// TPDUs of a connection between the references 1234 and 5678.
const (
	cr0     = "06e00000123400"
	cr1     = "06e00000123410"               // class 1: class 0 is a valid response
	cr2     = "06e00000123420"               // class 2: class 0 is none
	cr4     = "0de00000123440c70100c302c23a" // class 4, alternative 0
	crTP    = "09e00000123400c60101"         // RFC 1006, with expedited data
	cc0     = "06d01234567800"
	ccTP    = "09d01234567800c60101"
	ccLarge = "09d01234567800c00108" // 256 octets to a CR without a TPDU size
)

var (
	network = transport.Format{}
	tcp     = transport.Format{OverTCP: true}
	class2  = transport.Format{Class: 2}
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// initiator returns a machine that has sent the CR, and taken the CC unless it is empty.
func initiator(t testing.TB, f transport.Format, cr, cc string) (m class0.Machine) {
	t.Helper()
	must(t, m.Send(decode(t, f, cr)))
	if cc != "" {
		_, err := m.Receive(decode(t, f, cc))
		must(t, err)
	}
	return m
}

// responder returns a machine that has taken the CR, and sent the CC unless it is empty.
func responder(t testing.TB, f transport.Format, cr, cc string) (m class0.Machine) {
	t.Helper()
	_, err := m.Receive(decode(t, f, cr))
	must(t, err)
	if cc != "" {
		must(t, m.Send(decode(t, f, cc)))
	}
	return m
}

func waiting(t testing.TB) (m class0.Machine) {
	t.Helper()
	_, err := m.Connect(decode(t, network, cr0).(*transport.ConnectionRequest), false)
	must(t, err)
	return m
}

// confirming returns a responder that has DC TPDUs, and has taken cr.
func confirming(t testing.TB, cr string) class0.Machine {
	t.Helper()
	m := class0.Machine{DisconnectConfirm: true}
	if cr != "" {
		_, err := m.Receive(decode(t, network, cr))
		must(t, err)
	}
	return m
}

func tolerant(m class0.Machine, one osi.Tolerance) class0.Machine {
	m.Tolerate = one
	return m
}

// An action makes an event happen.
type action func(testing.TB, *class0.Machine) (class0.Outcome, error)

func receive(octets string, f transport.Format) action {
	return func(t testing.TB, m *class0.Machine) (class0.Outcome, error) {
		t.Helper()
		return m.Receive(decode(t, f, octets))
	}
}

func send(octets string, f transport.Format, out class0.Outputs) action {
	return func(t testing.TB, m *class0.Machine) (class0.Outcome, error) {
		t.Helper()
		if err := m.Send(decode(t, f, octets)); err != nil {
			return class0.Outcome{}, err
		}
		return class0.Outcome{Outputs: out}, nil
	}
}

func connect(cr string, opening bool) action {
	return func(t testing.TB, m *class0.Machine) (class0.Outcome, error) {
		t.Helper()
		return m.Connect(decode(t, class2, cr).(*transport.ConnectionRequest), opening)
	}
}

func networkConnect(t testing.TB, m *class0.Machine) (class0.Outcome, error) {
	t.Helper()
	if err := m.NetworkConnect(decode(t, network, cr0).(*transport.ConnectionRequest)); err != nil {
		return class0.Outcome{}, err
	}
	return class0.Outcome{Outputs: class0.SendCR}, nil
}

func call(f func(*class0.Machine) (class0.Outcome, error)) action {
	return func(_ testing.TB, m *class0.Machine) (class0.Outcome, error) { return f(m) }
}

// A row is one alternative of Table A.6 as testdata has it.
type row struct{ event, state, predicate, actions, next string }

func readTable(t testing.TB, name string) (rows []row) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	must(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	must(t, err)
	column := func(line []string, name string) string { return line[slices.Index(lines[0], name)] }
	for _, line := range lines[1:] {
		rows = append(rows, row{column(line, "event"), column(line, "state"), column(line, "predicate"), column(line, "actions"), column(line, "next_state")})
	}
	return rows
}

// class2Row reports whether a row is for class 2 alone.
func (r row) class2Row() bool {
	return r.state == "WBCL" || r.state == "CLOSING" || r.predicate == "P7" || strings.HasSuffix(r.predicate, "&P7")
}

// outputs returns the actions of a row in the words of Outputs: [3] and [4] transfer data, [5] is
// an N-DISCONNECT request in class 0, [6] fills in the DC.
func (r row) outputs() []string {
	transfer := map[string]string{"TDTreq": "DT", "DT": "TDTind", "TEXreq": "ED", "ED": "TEXind"}
	var out []string
	for a := range strings.FieldsSeq(r.actions) {
		switch a {
		case "[3]", "[4]":
			out = append(out, transfer[r.event])
		case "[5]":
			out = append(out, "NDISreq")
		case "[6]":
		default:
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return out
}

// Every row of class 0 does what the table says.
func TestTable(t *testing.T) {
	t.Parallel()
	var closed class0.Machine
	calling, callingTCP := initiator(t, network, cr0, ""), initiator(t, tcp, crTP, "")
	called, called4 := responder(t, network, cr0, ""), responder(t, network, cr4, "")
	open, answered := initiator(t, network, cr0, cc0), responder(t, network, cr0, cc0)
	answered4, openTCP, answeredTCP := responder(t, network, cr4, cc0), initiator(t, tcp, crTP, ccTP), responder(t, tcp, crTP, ccTP)
	disconnect, reset, disconnected := call((*class0.Machine).Disconnect), call((*class0.Machine).NetworkReset), call((*class0.Machine).NetworkDisconnect)
	cases := []struct {
		row string // event, state, predicate
		m   class0.Machine
		do  action
	}{
		{"TCONreq CLOSED P0", closed, connect(cr2, false)},
		{"TCONreq CLOSED P0", closed, connect(cr1, true)}, // class 1 would be a valid response
		{"TCONreq CLOSED P2", closed, connect(cr0, false)},
		{"TCONreq CLOSED P3", closed, send(cr0, network, class0.SendCR)},
		{"TCONreq CLOSED P4", closed, connect(cr0, true)},
		{"TCONresp WFTRESP ", called, send(cc0, network, class0.SendCC)},
		{"TCONresp WFTRESP ", called4, send(cc0, network, class0.SendCC)},
		{"TDTreq OPEN ", open, send("02f08041", network, class0.SendDT)},
		{"TDTreq OPEN ", answered, send("02f00041", network, class0.SendDT)},
		{"TEXreq OPEN RFC1006", openTCP, send("02108041", tcp, class0.SendED)},
		{"TEXreq OPEN RFC1006", answeredTCP, send("02108041", tcp, class0.SendED)},
		{"TDISreq WFNC ", waiting(t), disconnect},
		{"TDISreq WFCC !P7", calling, disconnect},
		{"TDISreq OPEN P5", open, disconnect},
		{"TDISreq OPEN P5", answered, disconnect},
		{"TDISreq WFTRESP ", called, disconnect},
		{"TDISreq WFTRESP ", called4, disconnect},
		{"TDISreq WFTRESP ", called, send("06801234000003", network, class0.SendDR)},
		{"NCONconf WFNC ", waiting(t), networkConnect},
		{"NRSTind WFCC ", calling, reset},
		{"NRSTind OPEN ", open, reset},
		{"NRSTind WFTRESP ", called, reset},
		{"NDISind WFNC ", waiting(t), disconnected},
		{"NDISind WFCC ", calling, disconnected},
		{"NDISind OPEN ", answered, disconnected},
		{"NDISind WFTRESP ", called, disconnected},
		{"CR OPEN P9", answered4, receive(cr4, network)},
		{"CR WFTRESP P9", called4, receive(cr4, network)},
		{"CR CLOSED P1", closed, receive(cr2, network)},
		{"CR CLOSED !P1", closed, receive(cr0, network)},
		{"CR CLOSED !P1", closed, receive(cr1, network)},
		{"CR CLOSED !P1", closed, receive(cr4, network)},
		{"DR WFCC ", calling, receive("06801234000002", network)},
		{"DR WFCC ", calling, receive("06801234567802", network)}, // whatever its SRC-REF: 6.9.1.4.2 d 2
		{"DR OPEN class0-disconnect", tolerant(open, osi.Class0Disconnect), receive("06801234567880", network)},
		{"DR OPEN class0-disconnect", tolerant(answered, osi.Class0Disconnect), receive("06805678123480", network)},
		{"DR WFTRESP P10", confirming(t, cr4), receive("06800000123480", class2)},
		{"DR WFTRESP CLASS4&!P10", called4, receive("06800000123480", class2)},
		{"DR CLOSED DCNOTAVAILABLE", closed, receive("06801234000080", class2)},
		{"DR CLOSED DCNOTAVAILABLE", confirming(t, ""), receive("06801234000080", class2)},
		{"DR CLOSED !DCNOTAVAILABLE", confirming(t, ""), receive("06801234567880", class2)},
		{"DC CLOSED ", closed, receive("05c012345678", class2)},
		{"CC WFCC P8", calling, receive(cc0, network)},
		{"CC WFCC P8", callingTCP, receive(ccTP, tcp)},
		{"CC WFCC P6&P5", calling, receive(ccLarge, network)},
		{"CC WFCC P6&P5", callingTCP, receive("06d01234567820", tcp)}, // of class 2
		{"CC CLOSED ", closed, receive(cc0, network)},
		{"AK CLOSED ", closed, receive("0460123400", class2)},
		{"EA CLOSED ", closed, receive("0420123400", class2)},
		{"ED CLOSED ", closed, receive("0410123480"+"41", class2)},
		{"ED OPEN RFC1006|class0-expedited", openTCP, receive("02108041", tcp)},
		{"ED OPEN RFC1006|class0-expedited", tolerant(answered, osi.Class0Expedited), receive("02108041", network)},
		{"DT OPEN ", open, receive("02f08041", network)},
		{"DT OPEN ", answered, receive("02f080", network)},
		{"DT CLOSED ", closed, receive("02f08041", network)},
		{"ER WFCC ", calling, receive("0770123400c10106", network)},
		{"ER CLOSED ", closed, receive("0770123400c10106", network)},
	}
	rows := map[string]row{}
	class2Rows, faults := 0, 0
	for _, r := range append(readTable(t, "table-a6.csv"), readTable(t, "table-added.csv")...) {
		switch {
		case r.class2Row():
			class2Rows++
		case r.next == "": // TestBlank
			faults++
		default:
			rows[r.event+" "+r.state+" "+r.predicate] = r
		}
	}
	executed := map[string]bool{}
	for _, c := range cases {
		r, ok := rows[c.row]
		if !ok {
			t.Errorf("no row %s", c.row)
		}
		if got := c.m.State().String(); got != r.state {
			t.Errorf("%s: begins in %s", c.row, got)
		}
		o, err := c.do(t, &c.m)
		got := strings.Fields(o.Outputs.String())
		slices.Sort(got)
		if err != nil || !slices.Equal(got, r.outputs()) || c.m.State().String() != r.next {
			t.Errorf("%s: %v, %v, %v; the table has %v, %s", c.row, err, got, c.m.State(), r.outputs(), r.next)
		}
		end := class0.Machine{Leniency: c.m.Leniency, OverTCP: c.m.OverTCP, DisconnectConfirm: c.m.DisconnectConfirm}
		if r.next == "CLOSED" && !reflect.DeepEqual(c.m, end) {
			t.Errorf("%s: something is left of the connection", c.row)
		}
		refuses := strings.Contains(c.row, " P0") || strings.Contains(c.row, " P1") && strings.HasPrefix(c.row, "CR") || strings.Contains(c.row, " P6")
		if (o.Refused != nil) != refuses {
			t.Errorf("%s: refused: %v", c.row, o.Refused)
		}
		executed[c.row] = true
	}
	for name := range rows {
		if !executed[name] {
			t.Errorf("not executed: %s", name)
		}
	}
	t.Logf("alternatives executed: %d of %d; %d more are protocol errors, %d of class 2", len(executed), len(rows), faults, class2Rows)
}
