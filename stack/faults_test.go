package stack_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

func faultHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func stackErrors(c *stack.Conn, d osi.Direction, b []byte) (errs []error) {
	for e := range c.Feed(d, b) {
		if e.Err != nil {
			errs = append(errs, e.Err)
		}
	}
	return errs
}

const (
	stackCN = "0d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca22020130040602510161" +
		"3f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18"
	stackAC = "0e8005061301001601021402000234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101" +
		"614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18"
)

// Each value of user information has its place, which nobody searches for: an AARQ in a TD with n
// EXTERNALs gives n values, each at its offset.
func TestExternals(t *testing.T) {
	t.Parallel()
	const n = 13000
	external := faultHex(t, "2809020103a00404024141")
	length := func(tag byte, b []byte) []byte {
		k := len(b)
		return append([]byte{tag, 0x83, byte(k >> 16), byte(k >> 8), byte(k)}, b...)
	}
	aarq := length(0x60, append(faultHex(t, "a107060528ca220203"), length(0xbe, bytes.Repeat(external, n))...))
	td := append([]byte{1, 0, 1, 0}, length(0x61, length(0x30, append([]byte{2, 1, 1}, length(0xa0, aarq)...)))...)
	c := stack.New(stack.Config{}).Conn(stack.TSDUs)
	cn := faultHex(t, stackCN)
	if errs := stackErrors(c, 0, cn); len(errs) > 0 {
		t.Fatal(errs)
	}
	for e := range c.Feed(1, faultHex(t, stackAC)) {
		if e.Err != nil {
			t.Fatal(e.Err)
		}
	}
	values := 0
	for e := range c.Feed(0, td) {
		if e.PDU != nil || e.Err != nil || e.Layer != 0 {
			continue
		}
		values++
		if at := e.Offset - int64(len(cn)); at < 0 || int(at)+len(e.Octets) > len(td) || &td[at] != &e.Octets[0] {
			t.Fatalf("value %d at %d", values, at)
		}
	}
	if values != n {
		t.Errorf("%d values", values)
	}
}

// A second CN on the transport connection begins anew: what the first negotiated does not bind it.
func TestSecondConnection(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{}).Conn(stack.TSDUs)
	for i, step := range []struct {
		from osi.Direction
		b    []byte
	}{
		{0, faultHex(t, "0d0c050613010016010114020002")},
		{1, faultHex(t, "0e0c050613010016010114020002")},
		{0, faultHex(t, "0903110100")},
		{1, faultHex(t, "0a00")},
		{0, faultHex(t, "0d0c050613010016010214020002")},
		{1, append(faultHex(t, "0eff0268050613010016010214020002c1ff0258"), bytes.Repeat([]byte{0x41}, 600)...)},
	} {
		for e := range c.Feed(step.from, step.b) {
			if e.Err != nil && e.Err.Layer != 0 && e.Err.Rule != nil && e.Err.Layer.String() == "session" {
				t.Errorf("step %d: %v", i, e.Err)
			}
		}
	}
}

// What the gate passes of segmented and concatenated SPDUs, who only looks decodes.
func TestSegments(t *testing.T) {
	t.Parallel()
	for name, units := range map[string][]struct {
		from osi.Direction
		hex  string
	}{
		"segmented AC": {{0, "0d0c050613010016010214020002"}, {1, "0e12050613010016010214020002190101c10141"}, {1, "0e06190102c10142"}},
		"GT MIP DT": {
			{0, "0d180512130101150404000400160102170131" + "1a0100" + "1402000a"},
			{1, "0e180512130101150404000400160102170131" + "1a0100" + "1402000a"},
			{0, "0100010319010141"},
			{0, "010031032a0131010319010242"},
		},
	} {
		c := stack.New(stack.Config{Top: osi.Session}).Conn(stack.TSDUs)
		for i, u := range units {
			for e := range c.Feed(u.from, faultHex(t, u.hex)) {
				if e.Err != nil {
					t.Errorf("%s, step %d: %v", name, i, e.Err)
				}
			}
		}
	}
}
