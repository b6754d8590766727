package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

func runWith(out io.Writer, errs io.Writer, args ...string) int {
	return run(context.Background(), nil, out, errs, slog.DiscardHandler, args)
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if path == "" {
		path = filepath.Join(t.TempDir(), "guard.toml")
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A wrong use is status 2, a socket or file that is not to be had 1.
func TestFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"-policy", "x"},
		{"-policy", "strict/lapb"},
		{"-policy", "none/session"},
		{"-tolerate", "x"},
		{"-nonsense"},
		{"more"},
		{"-connections", "0"},
		{"-peer-connections", "-1"},
		{"-first", "-1s"},
		{"-dial", "0"},
		{"-quarantine-files", "1"},
		{"-listen", "osi://:102"},
		{"-listen", "102"},
		{"-listen", ":102?top=session"},
		{"-listen", ":102?policy=x"},
		{"-listen", ":102", "-listen", "xot://:102"},
		{"-server", "mta"},
		{"-proxy-accept", "everybody"},
		{"-config", "/none/such"},
		{"-config", "a", "-check", "b"},
	} {
		var errs bytes.Buffer
		if status := runWith(io.Discard, &errs, args...); status != 2 || errs.Len() == 0 {
			t.Errorf("%q: status %d, %s", args, status, &errs)
		}
	}
	for _, args := range [][]string{
		{"-listen", "127.0.0.1:0", "-quarantine", "/none/such"}, {"-listen", "192.0.2.1:102"}, {"-listen", "127.0.0.1:0", "-metrics", "192.0.2.1:1"}, {"-listen", "systemd:mta"},
	} {
		if status := runWith(io.Discard, io.Discard, args...); status != 1 {
			t.Errorf("%q: status %d", args, status)
		}
	}
	if status := runWith(io.Discard, io.Discard, "-help"); status != 0 {
		t.Errorf("-help: status %d", status)
	}
}

// A file has the settings of the flags, which have precedence, and policies in text.
func TestFile(t *testing.T) {
	t.Parallel()
	path := write(t, "", `
listen = ["127.0.0.1:1102", "xot://127.0.0.1:1998?policy=x25"]
server = "tpkt://192.0.2.1:102"
policy = "x400"
first = "3s"
grace = "1h"
connections = 12
transparent = false
proxy-accept = ["192.0.2.0/24", "2001:db8::1"]

[policies.x400]
base = "default"
Top = "session"
Tolerate = "tpkt-reserved, long-cr"
CalledTSAPs = ["MTA1", "0x0001"]
PDUs.session = ["CN", "AC", "RF"]
Limits.TSDU = 65536
`)
	c, err := configure(io.Discard, []string{"-config", path, "-connections", "99", "-grace", "1s"})
	if err != nil {
		t.Fatal(err)
	}
	if c.connections != 99 || c.options.Grace != time.Second || c.options.First != 3*time.Second || c.options.Idle != 10*time.Minute {
		t.Errorf("%+v", c)
	}
	if want := []endpoint{{validate.TPKTs, "127.0.0.1:1102", ""}, {validate.XOT, "127.0.0.1:1998", "x25"}}; !reflect.DeepEqual(c.listen, want) {
		t.Errorf("%v", c.listen)
	}
	if want := []endpoint{{validate.TPKTs, "192.0.2.1:102", ""}, {validate.XOT, "127.0.0.1:1998", ""}}; !reflect.DeepEqual(c.servers, want) {
		t.Errorf("%v", c.servers)
	}
	want := validate.Policy{
		Top: osi.Session, Tolerate: osi.TPKTReserved | osi.LongConnectionRequest, ForeignCalls: true, Limits: osi.Limits{TSDU: 65536},
		CalledTSAPs: []osi.Selector{osi.Selector("MTA1"), {0, 1}}, PDUs: validate.PDUs{osi.Session: {"CN", "AC", "RF"}},
	}
	if got := c.used["x400"]; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if c.used["x25"].Top != osi.X25 || len(c.used) != 2 {
		t.Errorf("%+v", c.used)
	}
	for text, want := range map[string]string{
		"conections = 1":                            `no setting "conections"`,
		"connections = \"many\"":                    "connections",
		"connections = 1.5":                         "float64",
		"first = 3":                                 "first",
		"listen = [1]":                              "array of strings",
		"listen = [":                                "line 1",
		"check = \"x\"":                             `no setting "check"`,
		"policies = 1":                              "not a table",
		"[policies.default]":                        "name is taken",
		"[policies.x]\nbase = \"y\"":                "y is no policy",
		"[policies.x]\nTopp = \"session\"":          "Topp",
		"[policies.x]\nTop = \"lap\"":               "lap",
		"policy = \"x\"\n[policies.x]\nTop=\"ber\"": "policy x",
		"policy = \"x\"\n[policies.x.PDUs]\nsession=[\"XX\"]": "policy x",
	} {
		_, err := configure(io.Discard, []string{"-config", write(t, "", text)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What -check prints says all settings, and is a file that says the same.
func TestCheck(t *testing.T) {
	t.Parallel()
	path := write(t, "", `
listen = ["127.0.0.1:1102", "xot://127.0.0.1:1998?policy=x25"]
policy = "x400/session"
proxy-accept = ["192.0.2.0/24"]
tolerate = "long-cr"
[policies.x400]
base = "default"
CalledTSAPs = ["MTA1"]
CallingTSAPs = []
PDUs.session = ["CN", "AC", "RF"]
[[policies.x400.Calls]]
Called = "2342"
Use = "OSI"
`)
	var first, second, errs bytes.Buffer
	if status := runWith(&first, &errs, "-check", path, "-first", "7s"); status != 0 {
		t.Fatalf("%d %s", status, &errs)
	}
	again := write(t, "", first.String())
	if status := runWith(&second, &errs, "-check", again); status != 0 {
		t.Fatalf("%d %s\n%s", status, &errs, &first)
	}
	if first.String() != second.String() {
		t.Errorf("%s\n%s", &first, &second)
	}
	for _, want := range []string{`first = "7s"`, `metrics = ""`, "connections = 10000", `listen = ["tpkt://127.0.0.1:1102", "xot://127.0.0.1:1998?policy=x25"]`, "#   Top = \"session\"", "CallingTSAPs = []"} {
		if !strings.Contains(first.String(), want) {
			t.Errorf("no %s in\n%s", want, &first)
		}
	}
	a, err := configure(io.Discard, []string{"-config", path, "-first", "7s"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := configure(io.Discard, []string{"-config", again})
	if err != nil {
		t.Fatal(err)
	}
	a.flags, b.flags, a.path, b.path = nil, nil, "", ""
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%+v\n%+v", a, b)
	}
	if status := runWith(io.Discard, io.Discard, "-check", write(t, "", "policy = \"x\"")); status != 2 {
		t.Errorf("status %d", status)
	}
}

// A policy's name says how high is checked.
func TestPolicyNames(t *testing.T) {
	t.Parallel()
	top := func(p validate.Policy, l osi.Layer) validate.Policy { p.Top = l; return p }
	for name, want := range map[string]validate.Policy{
		"strict": {}, "default": validate.Default(), "rfc1006": validate.RFC1006(), "x25": top(validate.Default(), osi.X25),
		"session": top(validate.Default(), osi.Session), "presentation": top(validate.Default(), osi.Presentation),
		"strict/session": top(validate.Strict(), osi.Session), "strict/presentation": top(validate.Strict(), osi.Presentation), "default/rtse": top(validate.Default(), osi.RTSE),
	} {
		if p, err := builtIn(name); err != nil || !reflect.DeepEqual(p, want) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

// Who uses the session service alone is guarded up to session: data that are no PPDU pass, a wrong
// SPDU does not.
func TestSessionAlone(t *testing.T) {
	const (
		connect = "0300001902F080 0D0C0506130100160102 14020002" // CN without user data: 3+16 octets in a DT
		accept  = "0300001902F080 0E0C0506130100160102 14020002"
		hello   = "0300001002F080 01000100 48656C6C6F"
		broken  = "0300000B02F080 01000102"
	)
	for policy, passes := range map[string]bool{"session": true, "presentation": false, "default": false} {
		t.Run(policy, func(t *testing.T) {
			server := listen(t)
			g := started(t, server, "-policy", policy)
			ends := connected(t, g.addr, server, octets(t, requestTPKT))
			say := func(from int, text string) bool {
				b := octets(t, text)
				b[2], b[3] = byte(len(b)>>8), byte(len(b))
				ends[from].Write(b)
				got := make([]byte, len(b))
				_, err := io.ReadFull(ends[1-from], got)
				return err == nil && bytes.Equal(got, b)
			}
			if _, err := io.ReadFull(ends[1], make([]byte, 11)); err != nil || !say(1, confirmTPKT) {
				t.Fatalf("no transport connection: %v", err)
			}
			if say(0, connect) != passes {
				t.Fatalf("CN: %s", g.log)
			}
			if passes {
				if !say(1, accept) || !say(0, hello) || say(0, broken) {
					t.Errorf("%s", g.log)
				}
			}
			ends[0].Close()
			ends[1].Close()
			g.stop(t)
		})
	}
}
