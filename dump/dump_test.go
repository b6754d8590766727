package dump_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

var update = flag.Bool("update", false, "rewrite the expected output, to be read before it is committed")

// selections are the options that tests try.
var selections = []*dump.Options{
	nil, {Octets: dump.OctetsAll, Passwords: true}, {Octets: dump.OctetsNone, NoOffsets: true}, {Skip: 3}, {Skip: 1 << 30}, {Skip: -1},
}

// golden is a PDU of each kind with its tree and its JSON:
//
//	way: octets
//	tree
//	JSON
const golden = "testdata/pdus.txt"

// examples returns the events of the PDUs in testdata.
func examples(tb testing.TB) (events []stack.Event) {
	tb.Helper()
	text, err := os.ReadFile(golden)
	if err != nil {
		tb.Fatal(err)
	}
	for part := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		head, _, _ := strings.Cut(part, "\n")
		name, octets, _ := strings.Cut(head, ": ")
		b, err := hex.DecodeString(octets)
		if err != nil {
			tb.Fatal(err)
		}
		all := ways() // a decoder lends what it returns
		i := slices.IndexFunc(all, func(w way) bool { return w.name == name })
		if i < 0 {
			tb.Fatalf("no way %s", name)
		}
		events = append(events, all[i].event(b))
	}
	return events
}

// The tree and the JSON of a PDU of every kind are as in testdata/pdus.txt, and every kind is
// there.
func TestPDUs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var out strings.Builder
	parts := strings.Split(strings.TrimSpace(string(text)), "\n\n")
	for i, e := range examples(t) {
		head, _, _ := strings.Cut(parts[i], "\n")
		if e.Err != nil {
			t.Errorf("%s: %v", head, e.Err)
		}
		seen[strings.TrimPrefix(fmt.Sprintf("%T", e.PDU), "*")] = true
		got := head + "\n" + string(dump.AppendText(nil, &e, nil)) + string(dump.AppendJSON(nil, &e, nil))
		out.WriteString(got + "\n")
		if strings.TrimSpace(got) != parts[i] && !*update {
			t.Errorf("got\n%s\nwant\n%s", got, parts[i])
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for kind := range kinds(t) {
		if !seen[kind] {
			t.Errorf("%s: no %s", golden, kind)
		}
	}
}

// kinds returns the types of PDUs of which the package knows the fields, as its source names them.
func kinds(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`case \*(\w+\.\w+):`).FindAllSubmatch(b, -1) {
			found[string(m[1])] = true
		}
	}
	if len(found) < 80 {
		t.Fatalf("%d kinds of PDUs: the expression is wrong", len(found))
	}
	return found
}

// The JSON of every vector, decoded in every way of its layer, is valid, names no member twice, and
// goes round through a map. The same field has the same type wherever it stands.
func TestVectors(t *testing.T) {
	t.Parallel()
	types := map[string]string{}
	n, faulty := 0, map[string]bool{}
	for name, e := range each(t) {
		if _, vector, _ := strings.Cut(name, " "); e.Err != nil {
			if faulty[vector] {
				continue // one fault of a vector will do
			}
			faulty[vector] = true
		}
		n++
		for i, o := range selections {
			if testing.Short() && i != n%len(selections) {
				continue
			}
			line := dump.AppendJSON(nil, &e, o)
			if err := check(line); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, line)
			}
			var m map[string]any
			if err := json.Unmarshal(line, &m); err != nil {
				t.Fatal(err)
			}
			collect(t, types, fmt.Sprint(m["layer"], " ", m["pdu"]), m)
			if text := dump.AppendText(nil, &e, o); bytes.Count(text, []byte("\n")) < 1 || text[len(text)-1] != '\n' {
				t.Fatalf("%s: %q", name, text)
			}
		}
	}
	if n < 1000 {
		t.Errorf("%d vectors", n)
	}
}

// collect notes the types of all members of m under their names.
func collect(t *testing.T, types map[string]string, path string, v any) {
	t.Helper()
	kind := fmt.Sprintf("%T", v)
	if types[path] == "" {
		types[path] = kind
	}
	if types[path] != kind {
		t.Fatalf("%s is %s and %s", path, types[path], kind)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if name != "offsets" {
				collect(t, types, path+"."+name, member)
			}
		}
	case []any:
		for _, element := range v {
			collect(t, types, path+"[]", element)
		}
	}
}

// check reports what is wrong with one line of JSON.
func check(line []byte) error {
	if !json.Valid(line) || bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
		return fmt.Errorf("no line of valid JSON")
	}
	if err := unique(json.NewDecoder(bytes.NewReader(line))); err != nil {
		return err
	}
	var once, twice map[string]any
	if err := json.Unmarshal(line, &once); err != nil {
		return err
	}
	again, err := json.Marshal(once)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(again, &twice); err != nil {
		return err
	}
	if fmt.Sprint(once) != fmt.Sprint(twice) {
		return fmt.Errorf("does not go round")
	}
	for _, name := range []string{"dir", "layer", "offset", "length"} {
		if once[name] == nil {
			return fmt.Errorf("has no %s", name)
		}
	}
	return offsetsExist(once)
}

// offsetsExist checks that each offset is of a field, and within the PDU.
func offsetsExist(m map[string]any) error {
	offsets, _ := m["offsets"].(map[string]any)
	for path, at := range offsets {
		if n, ok := at.(float64); !ok || n < 0 || n >= m["length"].(float64) {
			return fmt.Errorf("%s is at %v", path, at)
		}
		v := m["fields"]
		for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
			switch in := v.(type) {
			case map[string]any:
				v = in[name]
			case []any:
				i, err := strconv.Atoi(name)
				if err != nil || i >= len(in) {
					return fmt.Errorf("no %s", path)
				}
				v = in[i]
			default:
				v = nil
			}
		}
		if v == nil {
			return fmt.Errorf("no %s", path)
		}
	}
	return nil
}

// unique reports a member that occurs twice in an object.
func unique(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	names := map[json.Token]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			if names[name] {
				return fmt.Errorf("%v occurs twice", name)
			}
			names[name] = true
		}
		if err := unique(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// What is dumped of octets that no layer decodes, of faults, and of PDUs of others.
func TestEvents(t *testing.T) {
	t.Parallel()
	fault := &osi.Error{Rule: &osi.Rule{ID: "a.b", Layer: osi.Session, Field: "\"f\"", Clause: "X.1\n", Kind: osi.ErrLength}, PDU: "CN", Offset: 1, Got: 60, Want: 12}
	for _, c := range []struct {
		e          stack.Event
		text, json string
	}{
		{
			stack.Event{Dir: 1, Channel: 5, Octets: []byte("a\"b"), Offset: 3},
			"  user data, 3 octets at 3 of channel 5\n    61 22 62 \"a\\\"b\"\n",
			`{"dir":"responder","channel":5,"layer":"none","offset":3,"length":3,"octets":"612262"}`,
		},
		{stack.Event{}, "  user data, 0 octets at 0\n    (empty)\n", `{"dir":"initiator","layer":"none","offset":0,"length":0,"octets":""}`},
		{
			stack.Event{Layer: osi.Session, Octets: []byte{13, 60, 0}, Err: fault, Tolerated: 1},
			"  session CN, 3 octets at 0\n    error: session: CN \"f\": bad length: got 60, want 12 (octet 1, X.1\n)\n" +
				"      0001: [3c]\n    rule: a.b\n",
			`{"dir":"initiator","layer":"session","pdu":"CN","offset":0,"length":3,"tolerated":["tpkt-reserved"],` +
				`"error":{"rule":"a.b","kind":"bad length","clause":"X.1\n","field":"\"f\"","offset":1,"got":60,"want":12,` +
				`"text":"session: CN \"f\": bad length: got 60, want 12 (octet 1, X.1\n)"}}`,
		},
		{stack.Event{Layer: 99, PDU: foreign{}}, "  layer(99) \x80, 0 octets at 0\n", "{\"dir\":\"initiator\",\"layer\":\"layer(99)\",\"pdu\":\"\ufffd\",\"offset\":0,\"length\":0}"},
		{
			stack.Event{Err: new(osi.Error)},
			"  none PDU, 0 octets at 0\n    error: no rule\n    rule: \n",
			`{"dir":"initiator","layer":"none","offset":0,"length":0,"error":{"rule":"","kind":"no error","clause":"","field":"","offset":0,"got":0,"want":0,"text":"no rule"}}`,
		},
	} {
		if got := string(dump.AppendText([]byte("x"), &c.e, nil)); got != "x"+c.text {
			t.Errorf("got  %q\nwant %q", got, c.text)
		}
		if got := string(dump.AppendJSON([]byte("x"), &c.e, nil)); got != "x"+c.json+"\n" {
			t.Errorf("got  %s\nwant %s", got, c.json)
		}
	}
}

// foreign is a PDU of no package of this module.
type foreign struct{}

func (foreign) String() string { return "\x80" }

// named is false of a tree with numbers that have no name or a Directory name, which cost
// allocations.
func named(tree []byte) bool {
	return !regexp.MustCompile(`\w\(\d+\)|(source|diagnostic|reason|facility|parameter|result) [0-9a-fA-F]+\b| Name: |RDN: `).Match(tree)
}

// An event costs no allocation but growth of the buffer.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget")
	}
	var b []byte
	for _, e := range examples(t) {
		tree := dump.AppendText(nil, &e, nil)
		if !named(tree) {
			continue
		}
		for name, appendTo := range map[string]func([]byte, *stack.Event, *dump.Options) []byte{"tree": dump.AppendText, "JSON": dump.AppendJSON} {
			b = appendTo(b[:0], &e, nil)
			if n := testing.AllocsPerRun(100, func() { b = appendTo(b[:0], &e, nil) }); n >= 1 {
				t.Errorf("%s of %s costs %v allocations", name, tree, n)
			}
		}
	}
}
