package agreement

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// fewConnects are the connect requests that the suite encodes; OSI_CONNECTS in the environment says
// another number.
const fewConnects = 400

// connects makes random connect requests of all layers.
type connects struct{ *rand.Rand }

func (r connects) chance(n int) bool { return r.IntN(n) == 0 }

func (r connects) octets(least, most int) []byte {
	b := make([]byte, least+r.IntN(most-least+1))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func (r connects) selector(most int) osi.Selector {
	if r.chance(3) {
		return nil
	}
	return r.octets(1, most)
}

// oid returns an object identifier that tshark has no dissector for.
func (r connects) oid() osi.OID {
	text := "1.3.9999"
	for range 1 + r.IntN(6) {
		text += fmt.Sprintf(".%d", r.Uint32()>>r.IntN(32))
	}
	return osi.MustOID(text)
}

func (r connects) cr() *transport.ConnectionRequest {
	cr := &transport.ConnectionRequest{}
	cr.SrcRef, cr.Calling, cr.Called = uint16(1+r.IntN(65535)), r.selector(32), r.selector(32)
	if r.chance(2) {
		cr.TPDUSize = transport.TPDUSize(7 + r.IntN(5))
	}
	return cr
}

func (r connects) cn() *session.Connect {
	u := session.FUDuplex
	if r.chance(2) {
		u = session.FUHalfDuplex
	}
	for _, f := range []session.FunctionalUnits{session.FUMinorSynchronize, session.FUMajorSynchronize, session.FUResynchronize, session.FUTypedData, session.FUNegotiatedRelease} {
		if r.chance(2) {
			u |= f
		}
	}
	if r.chance(2) {
		u |= session.FUActivityManagement | session.FUCapabilityData
	}
	if u.Has(session.FUHalfDuplex) && r.chance(2) {
		u |= session.FUExceptions
	}
	cn := &session.Connect{Requirements: osi.Some(u), CallingSelector: r.selector(16), CalledSelector: r.selector(16)}
	cn.Version = session.Version2 // version 1 has 512 octets of user data at most
	if r.chance(2) {
		cn.Identifier = session.References{Calling: r.octets(1, 64), Common: r.octets(1, 64), Additional: r.octets(1, 4)}
	}
	if r.chance(2) {
		cn.Options = session.ExtendedConcatenation
	}
	if r.chance(3) {
		cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: uint16(r.IntN(65536)), ToInitiator: uint16(r.IntN(65536))})
	}
	if tokens := u.Tokens(); tokens != 0 {
		var s session.TokenSetting
		for _, t := range []session.Tokens{session.DataToken, session.MinorToken, session.MajorToken, session.ReleaseToken} {
			if tokens&t != 0 {
				s = s.With(t, uint8(r.IntN(3)))
			}
		}
		cn.TokenSetting = osi.Some(s)
	}
	const numbers = session.FUMinorSynchronize | session.FUMajorSynchronize | session.FUResynchronize
	if u&numbers != 0 && !u.Has(session.FUActivityManagement) {
		cn.InitialSerial = session.Serial(r.Uint64N(999999))
	}
	return cn
}

func (r connects) cp() *presentation.Connect {
	cp := &presentation.Connect{CallingSelector: r.selector(40), CalledSelector: r.selector(40)}
	ber := presentation.BasicEncoding()
	cp.Contexts = []presentation.Context{{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: []osi.OID{ber}}}
	id := int64(1)
	for range 1 + r.IntN(12) {
		id += 2 * (1 + r.Int64N(20))
		c := presentation.Context{ID: id, AbstractSyntax: r.oid(), TransferSyntaxes: []osi.OID{ber}}
		if r.chance(4) {
			c.TransferSyntaxes = append(c.TransferSyntaxes, r.oid())
		}
		cp.Contexts = append(cp.Contexts, c)
	}
	if r.chance(4) {
		cp.Versions = 1
	}
	return cp
}

func (r connects) entity() (e acse.Entity) {
	if r.chance(2) {
		e.APTitle.OID = r.oid()
		if r.chance(2) {
			e.AEQualifier.Number = osi.Some(int64(int32(r.Uint32())))
		}
	}
	if r.chance(4) {
		e.APInvocation, e.AEInvocation = osi.Some(r.Int64N(1<<31)), osi.Some(r.Int64N(1<<31))
	}
	return e
}

func (r connects) aarq() *acse.AssociateRequest {
	q := &acse.AssociateRequest{ApplicationContext: r.oid(), Called: r.entity(), Calling: r.entity()}
	if r.chance(3) {
		q.Implementation = []byte("implementation")
	}
	return q
}

func (r connects) value(cp *presentation.Connect) *stack.Value {
	v := &stack.Value{Context: cp.Contexts[1+r.IntN(len(cp.Contexts)-1)].ID}
	n := r.IntN(200)
	if r.chance(8) {
		n = r.IntN(5000)
	}
	v.Octets = append([]byte{4, 0x82, byte(n >> 8), byte(n)}, r.octets(n, n)...)
	return v
}

// said is what tshark is to find in a frame.
type said struct{ srcRef, ssel, psel, contexts, syntaxes string }

// TestConnects gives random connect requests of all layers, made by the encoder, to the strict
// gate, which passes them, and to tshark, which decodes them without a note and finds what was put
// in.
func TestConnects(t *testing.T) {
	t.Parallel()
	version, err := exec.Command("tshark", "--version").Output()
	if err != nil {
		t.Skip("there is no tshark")
	}
	if !bytes.HasPrefix(version, []byte("TShark (Wireshark) 4.0.")) {
		t.Skipf("the fields are those of tshark 4.0, not of %.40s", version)
	}
	seed, most := setting(t, "OSI_SEED", 4), setting(t, "OSI_CONNECTS", fewConnects)
	r, frames := connects{rand.New(rand.NewPCG(seed, 14))}, 0
	for from := uint64(0); from < most; from += batch {
		file := filepath.Join(t.TempDir(), "connects.pcap")
		want := encode(t, file, r, int(min(batch, most-from)))
		frames += len(want)
		for frame, messages := range objected(t, file) {
			t.Errorf("frame %d: %q", frame, messages)
		}
		got := found(t, file)
		for i, w := range want {
			if got[i+1] != w {
				t.Errorf("frame %d: tshark finds %+v, put in was %+v", i+1, got[i+1], w)
			}
		}
		if t.Failed() {
			return
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d connect requests, %d frames", min(from+batch, most), frames)
	}
}

// encode writes n connect requests to a capture file, a TPDU a frame, and returns what is in each.
func encode(t *testing.T, file string, r connects, n int) (want []said) {
	t.Helper()
	guard, err := validate.New(validate.Strict())
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := &writer{t: t, w: pcapgo.NewWriter(f)}
	if err := w.w.WriteFileHeader(1<<16, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for n := range n {
		cr, cn, cp := r.cr(), r.cn(), r.cp()
		cc := &transport.ConnectionConfirm{DstRef: cr.SrcRef, Connection: transport.Connection{SrcRef: uint16(1 + r.IntN(65535)), TPDUSize: cr.TPDUSize}}
		e := stack.Encoder{MaxTPDU: cc.MaxTPDU(cr)}
		s := guard.Stream(validate.TPKTs)
		w.begin(n)
		send := func(from capture.Side, last said, pdus ...stack.PDU) {
			units, err := e.Units(pdus...)
			if err != nil {
				t.Fatal(err)
			}
			for i, unit := range units {
				for rest := unit; len(rest) > 0; {
					var v validate.Verdict
					if v, rest = s.Check(osi.Direction(from), rest); v.Action == validate.Reject {
						t.Fatalf("%x: %v", unit, v.Err)
					}
				}
				w.write(from, unit)
				if want = append(want, said{}); i == len(units)-1 {
					want[len(want)-1] = last
				}
			}
		}
		send(capture.Initiator, said{srcRef: fmt.Sprintf("0x%04x", cr.SrcRef)}, cr)
		send(capture.Responder, said{srcRef: fmt.Sprintf("0x%04x", cc.SrcRef)}, cc)
		in := said{ssel: fmt.Sprintf("%x", []byte(cn.CalledSelector)), psel: fmt.Sprintf("%x", []byte(cp.CalledSelector))}
		var ids, syntaxes []string
		for _, c := range cp.Contexts {
			ids, syntaxes = append(ids, fmt.Sprint(c.ID)), append(syntaxes, c.AbstractSyntax.String())
		}
		in.contexts, in.syntaxes = strings.Join(ids, "|"), strings.Join(syntaxes, "|")
		send(capture.Initiator, in, cn, cp, r.aarq(), r.value(cp))
		s.Close()
	}
	return want
}

// found returns what tshark finds in the frames of a file, by number.
func found(t *testing.T, file string) map[int]said {
	t.Helper()
	args := []string{"-n", "-r", file, "-T", "fields", "-E", "aggregator=|"}
	for _, field := range []string{"frame.number", "cotp.srcref", "ses.called_session_selector", "pres.called_presentation_selector", "pres.presentation_context_identifier", "pres.abstract_syntax_name"} {
		args = append(args, "-e", field)
	}
	for _, p := range above {
		args = append(args, "--disable-protocol", p)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tshark", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	all, frame := map[int]said{}, 0
	for line := range strings.Lines(string(out)) {
		fields := append(strings.Split(strings.TrimRight(line, "\n"), "\t"), "", "", "", "", "")
		if _, err := fmt.Sscan(fields[0], &frame); err != nil {
			t.Fatal(err)
		}
		s := said{fields[1], fields[2], fields[3], fields[4], fields[5]}
		ids := strings.Split(s.contexts, "|") // behind those of the list stand those of the values
		s.contexts = strings.Join(ids[:min(strings.Count(s.syntaxes, "|")+1, len(ids))], "|")
		all[frame] = s
	}
	return all
}
