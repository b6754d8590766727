package agreement

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// walked walks the BER of the values in what passes, with a walker of its own: encoding/asn1 has no
// indefinite lengths.
type walked struct {
	conn           *stack.Conn
	basic          bool // all transfer syntaxes proposed are BER, and the mode is normal
	named          bool // the CP names a default context
	values, others int
}

var syntaxBER = osi.MustOID("2.1.1")

func (w *walked) begin() {
	w.conn, w.basic, w.named = stack.New(stack.Config{Tolerate: needed}).Conn(stack.TPKTs), true, false
}

// take finds the values in what has passed.
func (w *walked) take(t *testing.T, d osi.Direction, octets []byte) {
	t.Helper()
	for e := range w.conn.Feed(d, octets) {
		var u *presentation.UserData
		switch p := e.PDU.(type) {
		case *presentation.Connect:
			w.basic = p.Mode == osi.NormalMode
			for _, c := range p.Contexts {
				w.proposes(c.TransferSyntaxes...)
			}
			if w.named = p.DefaultContext != (presentation.DefaultContext{}); w.named {
				w.proposes(p.DefaultContext.TransferSyntax)
			}
			u = &p.UserData
		case *presentation.AlterContext:
			for _, c := range p.Additions {
				w.proposes(c.TransferSyntaxes...)
			}
			u = &p.UserData
		case *presentation.ConnectAccept:
			u = &p.UserData
		case *presentation.ConnectReject:
			u = &p.UserData
		case *presentation.AlterContextAcknowledge:
			u = &p.UserData
		case *presentation.Resynchronize:
			u = &p.UserData
		case *presentation.AbnormalReleaseUser:
			u = &p.UserData
		case *presentation.Data:
			u = &p.UserData
		case acse.APDU:
			information, _ := acse.InformationOf(p)
			for x := range information.All() {
				if x.IndirectReference.Present || x.DirectReference == syntaxBER {
					w.walk(t, octets, presentation.Form(x.Form), x.Value)
				}
			}
		}
		if u == nil {
			continue
		}
		switch {
		case e.Primitive == presentation.SExpeditedData && !w.named: // agreed on by other means, X.226 6.6.2
			w.others++
			continue
		case u.Simple != nil:
			w.walk(t, octets, presentation.OctetAligned, u.Simple)
		}
		for i := range u.PDVs {
			w.walk(t, octets, u.PDVs[i].Form, u.PDVs[i].Value)
		}
	}
}

func (w *walked) proposes(list ...osi.OID) {
	for _, o := range list {
		w.basic = w.basic && o == syntaxBER
	}
}

func (w *walked) walk(t *testing.T, unit []byte, f presentation.Form, b []byte) {
	t.Helper()
	if !w.basic {
		w.others++
		return
	}
	w.values++
	rest, err := element(b, 0)
	for err == nil && len(rest) > 0 && f != presentation.SingleASN1Type {
		rest, err = element(rest, 0)
	}
	if err != nil || len(rest) > 0 {
		t.Errorf("passed, and no BER: %v in %x of %x", err, b, unit)
	}
}

var errBER = errors.New("not BER")

// element returns what follows the first element of b: X.690 8.1.
func element(b []byte, depth int) (rest []byte, err error) {
	if len(b) < 2 || depth > 256 {
		return nil, errBER
	}
	constructed := b[0]&0x20 != 0
	switch b[0] {
	case 0, // end-of-contents
		0x21, 0x22, 0x25, 0x26, 0x29, 0x2a, 0x2d, // BOOLEAN, INTEGER, NULL, OBJECT IDENTIFIER, REAL, ENUMERATED, RELATIVE-OID
		0x08, 0x0b, 0x10, 0x11, 0x1d: // EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING
		return nil, errBER
	}
	i := 1
	if b[0]&0x1f == 0x1f {
		for i < len(b) && b[i]&0x80 != 0 {
			i++
		}
		i++
	}
	if i >= len(b) {
		return nil, errBER
	}
	n := int(b[i])
	i++
	switch {
	case n == 0x80: // indefinite
		for b = b[i:]; constructed; {
			if len(b) >= 2 && b[0] == 0 && b[1] == 0 {
				return b[2:], nil
			}
			if b, err = element(b, depth+1); err != nil {
				return nil, err
			}
		}
		return nil, errBER
	case n > 0x80:
		k := n & 0x7f
		if n == 0xff || i+k > len(b) {
			return nil, errBER
		}
		n = 0
		for _, octet := range b[i : i+k] {
			if n = n<<8 | int(octet); n > 1<<24 {
				return nil, errBER
			}
		}
		i += k
	}
	if n > len(b)-i {
		return nil, errBER
	}
	content := b[i : i+n]
	for constructed && len(content) > 0 {
		if content, err = element(content, depth+1); err != nil {
			return nil, err
		}
	}
	return b[i+n:], nil
}
