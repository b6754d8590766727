// Package agreement compares the decoders with tshark on real traffic, PDU by PDU and field by
// field.
//
// For each capture, a file of stack/testdata/tshark has what tshark 4.0.17 sees in it
// (tshark -n -T pdml --disable-protocol t125), a line per PDU:
//
//	frame direction layer abbreviation field=value …
//
// with the names of this module's fields: numbers in decimal, octets in hex, what is absent or zero
// by default left out. Octets of user data are not compared, but all that is decoded from them is;
// nor are DT TPDUs, whose numbers are 0.
package agreement

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

var expected = flag.String("expected", "../../stack/testdata/tshark", "`folder` of the lines of tshark")

// captures is the folder of the captures.
const captures = "../testdata/corpus/made"

// leastCompared are the PDUs that agree, by layer.
var leastCompared = map[string]int{"transport": 260, "session": 4848, "presentation": 1121, "acse": 147, "rtse": 12}

// differences are what is known to differ: where, what the decoders make of it, and why.
var differences = map[string]struct{ ours, why string }{
	"isode_probes.pcap 43 > session":       {"error session.si", "no such SPDU; tshark shows no session"},
	"isode_probes.pcap 56 > session":       {"error session.overflow-enclosure", "tshark does not look at the value"},
	"isode_probes.pcap 88 > presentation":  {"UD PDVs=123\n       error stack.context", "no such context was proposed; tshark does not look"},
	"isode_probes.pcap 101 > presentation": {"error ber.oid", "not ended; tshark calls it malformed"},
	"isode_probes.pcap 114 > presentation": {"error presentation.mode", "mode-value 7; tshark does not know the value and goes on"},
	"isode_probes.pcap 127 > session":      {"error session.li", "LI is one too large; tshark goes on with the parameters there are"},
	"isode_probes.pcap 127 > presentation": {"", "as before"},
	"isode_probes.pcap 140 > transport":    {"error transport.code", "no such TPDU"},
	"isode_probes.pcap 145 > transport":    {"error transport.checksum-missing", "class 4 without checksum; tshark does not miss it"},
	"isode_probes.pcap 157 > transport":    {"error transport.header", "LI runs past the end; tshark shows the parameters there are"},

	"isode_psap_bas.pcap 71 > presentation":           {"UD PDVs=1;3;5", malformed},
	"isode_psap_bss.pcap 94 > presentation":           {"UD PDVs=1;3;5", malformed},
	"isode_psap_bss.pcap 195 > presentation":          {"UD PDVs=1;3;5", malformed},
	"isode_psap_duplex_typed.pcap 109 > presentation": {"UD PDVs=1;3;5", malformed},
	"isode_psap_npd3.pcap 135 > presentation":         {"UD PDVs=1;3;5", malformed},
	"isode_psap_npd3.pcap 194 > presentation":         {"UD PDVs=1;3;5", malformed},

	"isode_rtsap_acse.pcap 230 > rtse": {"error stack.rtse-carrier", byUser},
	"isode_rtsap_acse.pcap 232 < rtse": {"error stack.rtse-carrier", byUser},

	"isode_reject_release.pcap 104 > presentation": {"ARU", "an empty one; tshark takes two octets for no PPDU"},
	"isode_reject_release.pcap 119 < acse":         {"RLRE Reason=1", "in an NF; tshark looks for ACSE in a DN only"},
}

const (
	byUser    = "an RTTP in a release: user data of RT-CLOSE with a tag of RTSE, X.218 8.1; tshark does not know the syntax"
	malformed = "tshark calls the user data of any MAP and AE malformed"
)

func TestAgreement(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(*expected, "*.txt"))
	if err != nil || len(files) < 34 {
		t.Fatalf("%d files with lines of tshark, there were 34: %v", len(files), err)
	}
	pdus := map[string]int{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) { compare(t, name, file, pdus) })
	}
	for layer, least := range leastCompared {
		if pdus[layer] < least {
			t.Errorf("%d PDUs of %s were compared, there were %d", pdus[layer], layer, least)
		}
	}
	t.Logf("PDUs that agree: %v", pdus)
}

func compare(t *testing.T, name, file string, pdus map[string]int) {
	t.Helper()
	in, err := os.Open(filepath.Join(captures, name))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		key, rest := split(strings.TrimSpace(line))
		want[key] = append(want[key], rest)
	}
	got := decode(t, in, name == rtseByOldName)
	for key := range want {
		got[key] = append([]string{}, got[key]...)
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		ours, theirs := strings.Join(got[key], "\n       "), strings.Join(want[key], "\n       ")
		known, differs := differences[name+" "+key]
		switch {
		case differs && (ours != known.ours || theirs == ours):
			t.Errorf("%s:\nours   %s\nlisted %s\ntshark %s", key, ours, known.ours, theirs)
		case !differs && ours != theirs:
			t.Errorf("%s:\nours   %s\ntshark %s", key, ours, theirs)
		case !differs:
			pdus[key[strings.LastIndexByte(key, ' ')+1:]] += len(got[key])
		}
	}
	for where := range differences {
		if key, here := strings.CutPrefix(where, name+" "); here && got[key] == nil {
			t.Errorf("%s is listed and not there", key)
		}
	}
}

// split parts a line behind its layer: the order of the PDUs of a frame counts within a layer.
func split(line string) (key, rest string) {
	words := strings.SplitN(line, " ", 4)
	return strings.Join(words[:3], " "), words[3]
}

// rtseByOldName is a capture in which RTSE has the abstract syntax 2.3.0, which tshark does not
// know.
const rtseByOldName = "isode_rtsap_acse.pcap"

// decode returns the PDUs of a capture.
func decode(t *testing.T, in *os.File, withoutRTSE bool) map[string][]string {
	t.Helper()
	c := &consumer{lines: map[string][]string{}, withoutRTSE: withoutRTSE}
	last := 0
	streams := capture.NewReassembler(c, []uint16{transport.Port})
	err := capture.Frames(in, func(f capture.Frame) error {
		last = f.Number
		streams.Frame(f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	streams.Close(last)
	return c.lines
}

type consumer struct {
	capture.Consumer // nil: these captures hold nothing but TCP
	lines            map[string][]string
	withoutRTSE      bool
	simple           bool // the last user data of presentation
	unseen           bool // in what tshark does not decode: expedited TPDUs of RFC 1006, and TD SPDUs
}

// Octets implements capture.Consumer.
func (c *consumer) Octets(tcp *capture.Connection, from capture.Side, frame int, b []byte) {
	conn, _ := tcp.State.(*stack.Conn)
	if conn == nil {
		conn = stack.New(stack.Config{Tolerate: ^osi.Tolerance(0), Midway: true, Guess: true}).Conn(stack.TPKTs)
		tcp.State = conn
	}
	d, arrow := osi.FromInitiator, ">"
	if from == capture.Responder {
		d, arrow = osi.FromResponder, "<"
	}
	for e := range conn.Feed(d, b) {
		key := fmt.Sprintf("%d %s %s", frame, arrow, e.Layer)
		switch {
		case e.Err != nil:
			c.lines[key] = append(c.lines[key], "error "+e.Err.ID)
		case e.PDU != nil && c.sees(e.PDU):
			fields := map[string]string{}
			render(fields, e.Layer.String()+".", "", reflect.ValueOf(e.PDU).Elem(), false)
			if _, ok := e.PDU.(*session.MajorSyncPoint); ok {
				fields["SyncType"] = "1" // what tells it from an AE, which has no Sync Type Item
			}
			c.lines[key] = append(c.lines[key], line(nameOf(e.PDU), fields))
		}
	}
}

// sees reports whether tshark shows p.
func (c *consumer) sees(p stack.PDU) bool {
	switch p := p.(type) {
	case transport.TPDU:
		_, data := p.(*transport.Data) // not compared
		_, c.unseen = p.(*transport.ExpeditedData)
		return !data && !c.unseen
	case *session.TypedData:
		c.unseen = true
	case *rtse.Bind:
		return false // it is in its P1
	case *rtse.TokenPlease:
		return !c.unseen && !c.withoutRTSE && !c.simple // not in X.410 mode
	case rtse.APDU:
		return !c.unseen && !c.withoutRTSE
	case *presentation.Data:
		c.simple = p.UserData.Simple != nil
		return !c.unseen && !c.simple // simply encoded, it shows it or not by its length
	}
	return !c.unseen
}

// Gap implements capture.Consumer.
func (c *consumer) Gap(tcp *capture.Connection, from capture.Side, _, _ int) {
	if conn, _ := tcp.State.(*stack.Conn); conn != nil {
		conn.Reset(osi.Direction(from))
	}
}

func line(name string, fields map[string]string) string {
	var b strings.Builder
	b.WriteString(name)
	names := make([]string, 0, len(fields))
	for f := range fields {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		b.WriteString(" " + f + "=" + fields[f])
	}
	return b.String()
}

// nameOf returns what tshark calls a PDU.
func nameOf(p stack.PDU) string {
	switch p.(type) {
	case *session.ActivityEnd:
		return "MAP" // the SI is the same; tshark does not look for the Sync Type Item
	case *session.MajorSyncAck:
		return "MAA" // and of those the octets are the same
	case *session.ActivityInterrupt:
		return "AB" // the SI is the same; tshark does not look at what is in front of it
	case *session.ActivityInterruptAck:
		return "AA" // likewise
	case *presentation.Data, *presentation.Resynchronize:
		return "UD" // tshark gives no names to what is carried outside of connecting and aborting
	}
	return p.String()
}

// hidden are the fields that tshark does not show, or that are user data.
var hidden = regexp.MustCompile(`^(transport\.(UserData|Format|OverTCP|Options)|session\.(UserData|Ignored)|presentation\.(X410.*|Undefined.*|Continued|Primitive)|acse\.(Authentication\.Form|InformationOffset)|rtse\.(Connection|UserData|Reflected|Data))$`)

// render puts the fields of v, whose name is name, into out. What is absent or zero is left out,
// except what is present.
func render(out map[string]string, layer, name string, v reflect.Value, present bool) {
	if hidden.MatchString(layer + name) {
		return
	}
	switch x := v.Interface().(type) {
	case osi.OID:
		if !x.IsZero() {
			out[name] = x.String()
		}
		return
	case []presentation.Context:
		list(out, name, x, func(c presentation.Context) string {
			return fmt.Sprintf("%d:%v%v", c.ID, c.AbstractSyntax, c.TransferSyntaxes)
		})
		return
	case []presentation.ContextName:
		list(out, name, x, func(c presentation.ContextName) string { return fmt.Sprintf("%d:%v", c.ID, c.TransferSyntax) })
		return
	case []presentation.Result:
		list(out, name, x, func(r presentation.Result) string {
			s := fmt.Sprintf("%d:", r.Outcome)
			if !r.TransferSyntax.IsZero() {
				s += r.TransferSyntax.String()
			}
			if r.Reason.Present {
				s += fmt.Sprintf(":%d", r.Reason.Value)
			}
			return s
		})
		return
	case presentation.UserData:
		list(out, "PDVs", x.PDVs, func(p presentation.PDV) string {
			if p.TransferSyntax.IsZero() {
				return fmt.Sprint(p.Context)
			}
			return fmt.Sprintf("%d:%v", p.Context, p.TransferSyntax)
		})
		return
	case acse.UserInformation:
		list(out, name, slices.Collect(x.All()), func(e acse.External) string { return fmt.Sprint(e.IndirectReference.Or(0)) })
		return
	}
	switch kind := v.Kind(); {
	case kind == reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 && !v.IsNil() {
			out[name] = fmt.Sprintf("%x", v.Bytes())
		}
	case kind == reflect.Struct:
		if p := v.FieldByName("Present"); p.IsValid() && v.NumField() == 2 {
			if p.Bool() {
				render(out, layer, name, v.Field(0), true)
			}
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case !f.IsExported():
			case f.Anonymous:
				render(out, layer, name, v.Field(i), present)
			default:
				render(out, layer, strings.TrimPrefix(name+"."+f.Name, "."), v.Field(i), present)
			}
		}
	case present || !v.IsZero():
		out[name] = number(v)
	}
}

// number formats without the names that types give to their values.
func number(v reflect.Value) string {
	switch {
	case v.CanUint():
		return fmt.Sprint(v.Uint())
	case v.CanInt():
		return fmt.Sprint(v.Int())
	}
	return fmt.Sprint(v)
}

func list[T any](out map[string]string, name string, l []T, text func(T) string) {
	if len(l) == 0 {
		return
	}
	texts := make([]string, len(l))
	for i := range l {
		texts[i] = text(l[i])
	}
	out[name] = strings.Join(texts, ";")
}
