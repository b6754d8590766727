package validate_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// connectRequest returns the PDUs of a random connect request, and the CR before it.
func connectRequest(r *rand.Rand) (cr *transport.ConnectionRequest, cn *session.Connect, cp *presentation.Connect, aarq *acse.AssociateRequest, value *stack.Value) {
	octets := func(most int) []byte {
		if r.IntN(3) == 0 {
			return nil
		}
		b := make([]byte, 1+r.IntN(most))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	cr = &transport.ConnectionRequest{}
	cr.SrcRef, cr.Calling, cr.Called = uint16(1+r.IntN(65535)), octets(32), octets(32)
	cn = &session.Connect{CallingSelector: octets(16), CalledSelector: octets(16)}
	cn.Version = session.Version2 // with version 1, too, there are at most 512 octets of user data
	cn.Requirements = osi.Some([]session.FunctionalUnits{session.FUDuplex, session.FUHalfDuplex, session.FUHalfDuplex | session.FUTypedData | session.FUExceptions}[r.IntN(3)])
	cp = &presentation.Connect{CallingSelector: octets(16), CalledSelector: octets(16)}
	syntaxes := []string{"1.0.9506.2.1", "2.6.0.2.3", "1.0.8571.2.1", "2.9.1.1.1", "1.3.9999.1"}
	ber := []osi.OID{presentation.BasicEncoding()}
	cp.Contexts = []presentation.Context{{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: ber}}
	for i := range 1 + r.IntN(20) {
		c := presentation.Context{ID: int64(2*i + 3), AbstractSyntax: osi.MustOID(syntaxes[r.IntN(len(syntaxes))]), TransferSyntaxes: ber}
		cp.Contexts = append(cp.Contexts, c)
	}
	aarq = &acse.AssociateRequest{ApplicationContext: osi.MustOID(syntaxes[r.IntN(len(syntaxes))])}
	if r.IntN(2) == 0 {
		aarq.Calling.APInvocation = osi.Some(int64(r.IntN(1000)))
	}
	value = &stack.Value{AbstractSyntax: cp.Contexts[1+r.IntN(len(cp.Contexts)-1)].AbstractSyntax}
	value.Octets = append([]byte{0x30, 0x82, 0, 0}, make([]byte, 0, 2048)...)
	for n := r.IntN(500); n > 0; n-- {
		value.Octets = append(value.Octets, 0x04, 1, byte(n))
	}
	n := len(value.Octets) - 4
	value.Octets[2], value.Octets[3] = byte(n>>8), byte(n)
	return cr, cn, cp, aarq, value
}

// TestEncoded has random connect requests of all layers: the strict gate passes them, and tells of
// what was put in.
func TestEncoded(t *testing.T) {
	t.Parallel()
	n := 2000
	if testing.Short() {
		n = 200
	}
	r := rand.New(rand.NewPCG(1, 14))
	g := guard(t, validate.Strict())
	for range n {
		cr, cn, cp, aarq, value := connectRequest(r)
		var e stack.Encoder
		first, err := e.Append(nil, cr)
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 { // which a TPDU size divides
			e.MaxTPDU = 128 << r.IntN(5)
		}
		request, err := e.Append(nil, cn, cp, aarq, value)
		if err != nil {
			t.Fatal(err)
		}
		s := g.Stream(validate.TPKTs)
		var told []stack.PDU
		if err := s.Inspect(nil, func(ev *stack.Event) error {
			switch p := ev.PDU.(type) { // what is put in stands above, and is not told here
			case *session.Connect:
				c := p.Clone()
				c.UserData = nil
				told = append(told, &c)
			case *presentation.Connect:
				c := p.Clone()
				c.UserData = presentation.UserData{}
				told = append(told, &c)
			case *acse.AssociateRequest:
				c := p.Clone()
				c.UserInformation, c.InformationOffset = nil, 0
				told = append(told, &c)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for i, b := range [][]byte{first, {3, 0, 0, 11, 6, 0xd0, byte(cr.SrcRef >> 8), byte(cr.SrcRef), 0, 2, 0}, request} {
			for rest := b; len(rest) > 0; {
				var v validate.Verdict
				if v, rest = s.Check(osi.Direction(i&1), rest); v.Action == validate.Reject {
					t.Fatalf("%x: %v", b, v.Err)
				}
			}
		}
		want := []stack.PDU{cn, cp, aarq}
		for i := range want {
			if len(told) != len(want) || !reflect.DeepEqual(told[i], want[i]) {
				t.Fatalf("%d of 3\ngot  %+v\nwant %+v", len(told), told[min(i, len(told)-1)], want[i])
			}
		}
		s.Close()
	}
}
