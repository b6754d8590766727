package harden

import (
	"bytes"
	"encoding/hex"
	"io"
	"strings"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// unlimited lets everything pass that the standards let pass.
var unlimited = osi.Limits{
	TSDU: 1 << 30, SSDU: 1 << 30, Segments: 1 << 30, SPDUs: 1 << 30, Units: 1 << 30, Depth: 255, Elements: 1 << 30, Contexts: 1 << 30,
}

// A worst input makes much work of few octets. make makes about n octets, and what decoder returns
// decodes them all or says why not; it may be used again.
type worst struct {
	name    string
	most    int // octets, where the standard or a limit of ours has a maximum; 0: none
	make    func(n int) []byte
	decoder func() func(b []byte) error
	// open says that the input without its last octet is no error, but not whole.
	open bool
	late bool // without its last octet it is refused at its end
}

func fromHex(text string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// element is a BER element of definite length.
func element(tag byte, contents ...[]byte) []byte {
	all := bytes.Join(contents, nil)
	return append(ber.AppendLength([]byte{tag}, len(all)), all...)
}

// fill repeats what each gives, for 0, 1, …, up to about n octets.
func fill(n int, each func(i int) []byte) []byte {
	var b []byte
	for i := 0; len(b) == 0 || len(b) < n-40; i++ {
		b = append(b, each(i)...)
	}
	return b
}

func repeat(text string) func(n int) []byte {
	b := fromHex(text)
	return func(n int) []byte { return fill(n, func(int) []byte { return b }) }
}

// within is what repeat gives, between head and tail.
func within(head, text, tail string) func(n int) []byte {
	middle := repeat(text)
	return func(n int) []byte { return bytes.Join([][]byte{fromHex(head), middle(n), fromHex(tail)}, nil) }
}

// cp is a CP of normal mode with the components given.
func cp(components ...[]byte) []byte {
	return element(0x31, fromHex("A003800101"), element(0xa2, components...))
}

// identifier is the i-th presentation context identifier of four octets.
func identifier(i int) []byte { return ber.AppendInteger(nil, 0x02, int64(1<<24+1+2*i)) }

// object is the i-th of many object identifiers.
func object(i int) []byte {
	return []byte{0x06, 0x05, 0x51, 0x81, 0x80 | byte(i>>14&127), 0x80 | byte(i>>7&127), byte(i & 127)}
}

func ofPrimitive(p presentation.Primitive) func() func([]byte) error {
	return func() func([]byte) error {
		d := &presentation.Decoder{Limits: unlimited}
		return func(b []byte) error { _, err := d.Decode(p, b); return err }
	}
}

func wellFormed() func([]byte) error {
	return func(b []byte) error { return ber.Check(b, 255, 1<<30) }
}

func apdu() func([]byte) error {
	d := &acse.Decoder{Limits: unlimited}
	return func(b []byte) error { _, err := d.Decode(b); return err }
}

func rtseAPDU() func([]byte) error {
	d := &rtse.Decoder{Limits: unlimited}
	return func(b []byte) error { _, err := d.Decode(b); return err }
}

func tsdu() func([]byte) error {
	d := &session.Decoder{Limits: unlimited}
	return func(b []byte) error { _, err := d.TSDU(b); return err }
}

// stateless is a decoder that keeps nothing.
func stateless(decode func([]byte) error) func() func([]byte) error {
	return func() func([]byte) error { return decode }
}

// aarq is an AARQ with the fields given before and behind the application context name.
func aarq(fields ...[]byte) []byte {
	return element(0x60, append([][]byte{fromHex("A106060452010001")}, fields...)...)
}

// worsts are the worst inputs known.
var worsts = []worst{
	{name: "BER siblings", make: func(n int) []byte { return element(0x30, repeat("0500")(n)) }, decoder: wellFormed},
	{name: "BER nesting", make: within("3080", strings.Repeat("3080", 100)+strings.Repeat("0000", 100), "0000"), decoder: wellFormed, late: true},
	{name: "BER segments", make: within("2480", "040141", "0000"), decoder: wellFormed, late: true},
	{name: "BER nested segments", make: within("2480", strings.Repeat("2480", 50)+"040141"+strings.Repeat("0000", 50), "0000"), decoder: wellFormed, late: true},
	{name: "BER long tags", make: within("3080", "1F87FFFF7F00", "0000"), decoder: wellFormed, late: true},
	{name: "BER long lengths", make: within("3080", "048400000000", "0000"), decoder: wellFormed, late: true},
	{name: "CP contexts, falling", make: func(n int) []byte {
		return cp(element(0xa4, fill(n, func(i int) []byte {
			return element(0x30, identifier(n-i), fromHex("060452010001 3004 06025101"))
		})))
	}, decoder: ofPrimitive(presentation.SConnect)},
	{name: "CP transfer syntaxes", make: func(n int) []byte {
		return cp(element(0xa4, element(0x30, identifier(0), fromHex("060452010001"), element(0x30, fill(n, object)))))
	}, decoder: ofPrimitive(presentation.SConnect)},
	{name: "CP undefined components", make: func(n int) []byte { return cp(repeat("9E00")(n)) }, decoder: ofPrimitive(presentation.SConnect)},
	{name: "CP user data", make: func(n int) []byte {
		return cp(fromHex("A411300F020101060452010001300406025101"), element(0x61, repeat("3009020101A00404024142")(n)))
	}, decoder: ofPrimitive(presentation.SConnect)},
	{name: "CPA results", make: func(n int) []byte {
		return element(0x31, fromHex("A003800101"), element(0xa2, element(0xa5, repeat("300780010081025101")(n))))
	}, decoder: ofPrimitive(presentation.SConnectAccept)},
	{name: "AC deletions", make: func(n int) []byte { return element(0xa0, element(0xa1, fill(n, identifier))) }, decoder: ofPrimitive(presentation.STypedData)},
	{name: "PDV-lists", make: func(n int) []byte { return element(0x61, repeat("3009020101A00404024142")(n)) }, decoder: ofPrimitive(presentation.SSyncMinor)},
	{
		name: "octet-aligned segments", make: within("61803080 020101 A180", "040141", "0000 0000 0000"),
		decoder: ofPrimitive(presentation.SData), late: true,
	},
	{
		name: "arbitrary segments", make: within("61803080 020101 A280", "03020041", "0000 0000 0000"),
		decoder: ofPrimitive(presentation.SData), late: true,
	},
	{name: "presentation values", most: 150000, make: repeat("0500 3000 040141"), decoder: stateless(func(b []byte) error {
		for _, err := range presentation.Values(b) {
			if err != nil {
				return err
			}
		}
		return nil
	})},
	{name: "AARQ EXTERNALs", make: func(n int) []byte { return aarq(element(0xbe, repeat("2807020103A0020500")(n))) }, decoder: apdu},
	{name: "AARQ names", make: func(n int) []byte {
		return aarq(element(0xa2, element(0x30, repeat("310B3009060355040313024141")(n))))
	}, decoder: apdu},
	{name: "AARQ attributes", make: func(n int) []byte {
		return aarq(element(0xa2, element(0x30, element(0x31, repeat("3009060355040313024141")(n)))))
	}, decoder: apdu},
	{name: "AARQ unknown fields", make: func(n int) []byte { return aarq(repeat("BF8F7F00")(n)) }, decoder: apdu},
	{name: "RTTR segments", make: within("2480", "040141", "0000"), decoder: rtseAPDU, late: true},
	{name: "DT user information", make: within("01000100", "41", ""), decoder: tsdu, open: true},
	{name: "CN unknown units", most: 60000, make: func(n int) []byte {
		b := fill(n, func(int) []byte { return []byte{0x80, 0} })
		return append([]byte{0x0d, 0xff, byte(len(b) >> 8), byte(len(b))}, b...)
	}, decoder: tsdu},
	{name: "CN unknown units in a group", most: 60000, make: func(n int) []byte {
		b := fill(n, func(int) []byte { return []byte{0x80, 0} })
		b = append([]byte{0x05, 0xff, byte(len(b) >> 8), byte(len(b))}, b...)
		return append([]byte{0x0d, 0xff, byte(len(b) >> 8), byte(len(b))}, b...)
	}, decoder: tsdu},
	{name: "SSDU of one octet a DT", make: repeat("0100 0103190102 41"), decoder: stateless(segmented), open: true},
	{name: "AKs in an NSDU", most: 300000, make: func(n int) []byte {
		return fill(n, func(i int) []byte { return []byte{4, 0x60, byte(i >> 8), byte(i), 1} })
	}, decoder: stateless(func(b []byte) error {
		d := transport.Decoder{Format: transport.Format{Class: 4}}
		for _, err := range d.All(b) {
			if err != nil {
				return err
			}
		}
		return nil
	})},
	{name: "TSDU of one octet a TPDU", make: repeat("0300000802F00041"), decoder: stateless(func(b []byte) error { return tpduStream(bytes.NewReader(b)) }), open: true},
	{name: "TPKTs, octet by octet", make: repeat("0300000802F00041"), decoder: stateless(func(b []byte) error {
		return tpduStream(iotest.OneByteReader(bytes.NewReader(b)))
	}), open: true},
	{name: "XOT frames, octet by octet", make: repeat("00000004 10010041"), decoder: stateless(func(b []byte) error {
		_, _, err := xotFrames(iotest.OneByteReader(bytes.NewReader(b)))
		return atEnd(err)
	})},
	{name: "X.25 sequence of one octet a packet", make: repeat("10011041"), decoder: stateless(packetSequence), open: true},
	{name: "gate: TSDU of one octet a TPDU", make: repeat("0300000802F00041"), decoder: gated(validate.TPKTs, 1<<20), open: true},
	{name: "gate: TPKTs, octet by octet", make: repeat("0300000802F00041"), decoder: gated(validate.TPKTs, 1), open: true},
	{name: "gate: short data", make: repeat("0300001602F080 01000100 61093007020103A0020500"), decoder: gated(validate.TPKTs, 1<<20), open: true},
	{name: "gate: XOT, octet by octet", make: func(n int) []byte {
		return fill(n, func(i int) []byte { return []byte{0, 0, 0, 7, 0x10, 1, byte(i % 8 << 1), 2, 0xf0, 0, 0x41} })
	}, decoder: gated(validate.XOT, 1), open: true},
}

func atEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// segmented joins an SSDU whose DTs have one octet each, TSDUs of eight octets.
func segmented(b []byte) error {
	d := session.Decoder{Limits: unlimited}
	r := session.Reassembler{Limits: unlimited}
	for i := 0; len(b) >= 8; i++ {
		part := bytes.Clone(b[:8])
		if i == 0 {
			part[6] = 1
		} else {
			part[6] = 0
		}
		all, err := d.TSDU(part)
		if err != nil {
			return err
		}
		if _, _, err = r.Add(all[1]); err != nil {
			return err
		}
		b = b[8:]
	}
	return nil
}

func tpduStream(in io.Reader) error {
	f := transport.NewReader(in, osi.Limits{})
	r := transport.Reassembler{Limits: unlimited}
	var d transport.Decoder
	for {
		frame, err := f.Next()
		if err != nil {
			return atEnd(err)
		}
		p, err := d.Decode(frame.TPDU())
		if err != nil {
			return err
		}
		if _, _, err = r.Add(p.(*transport.Data)); err != nil {
			return err
		}
	}
}

func packetSequence(b []byte) error {
	var d x25.Decoder
	r := x25.Reassembler{Limits: unlimited}
	for ; len(b) >= 4; b = b[4:] {
		p, err := d.Decode(b[:4])
		if err != nil {
			return err
		}
		if _, _, err = r.Add(p.(*x25.Data)); err != nil {
			return err
		}
	}
	return nil
}

// gated gives octets to a gate met midway, in chunks.
func gated(c validate.Carrier, chunk int) func() func(b []byte) error {
	policy := validate.Default()
	policy.Midway, policy.Limits = true, unlimited
	policy.Limits.Depth = 0
	guard, err := validate.New(policy)
	if err != nil {
		panic(err)
	}
	return stateless(func(b []byte) error {
		s := guard.Stream(c)
		defer s.Close()
		for len(b) > 0 {
			part := b[:min(chunk, len(b))]
			for rest := part; len(rest) > 0; {
				var v validate.Verdict
				if v, rest = s.Check(osi.FromInitiator, rest); v.Action == validate.Reject {
					return v.Err
				}
			}
			b = b[len(part):]
		}
		return nil
	})
}
