package stack_test

import (
	"encoding/asn1"
	"slices"

	"github.com/osi-go/osi/presentation"
)

// speedOdd has the unit of a row in a layout that no short way takes, as a sender may choose it.
func speedOdd(name string, b []byte) []byte {
	switch name {
	case "CN/odd": // an initial serial number
		b = slices.Insert(slices.Clone(b), 10, 0x17, 1, '0')
		b[1], b[3] = b[1]+3, b[3]+3
	case "CP/odd", "AARQ/odd": // every length of something constructed in the long form
		b = longForms(nil, b)
	case "CALL/odd": // charging information asked for
		at := 4 + (int(b[3]>>4)+int(b[3]&15)+1)/2
		n := int(b[at])
		b = slices.Insert(slices.Clone(b), at+1+n, 0x04, 1)
		b[at] += 2
	}
	return b
}

// longForms appends the elements in b, which have tags of one octet and lengths below 65536, with
// long lengths.
func longForms(out, b []byte) []byte {
	for len(b) > 0 {
		at, n := 2, int(b[1])
		switch n {
		case 0x81:
			at, n = 3, int(b[2])
		case 0x82:
			at, n = 4, int(b[2])<<8|int(b[3])
		}
		v := b[at : at+n]
		if b[0]&0x20 == 0 {
			out = append(out, b[:at+n]...)
		} else {
			v = longForms(nil, v)
			out = append(append(out, b[0], 0x82, byte(len(v)>>8), byte(len(v))), v...)
		}
		b = b[at+n:]
	}
	return out
}

func speedOddCN(b []byte) bool { return speedState.cn.Decode(b) == nil }

func speedOddCP(b []byte) bool { return speedState.cp.Decode(b) == nil }

func speedOddAARQ(b []byte) bool { return speedState.aarq.Decode(b) == nil }

func speedOddCALL(b []byte) bool { return speedState.call.Decode(b) == nil }

// speedLane does what the stack does with data once the context is known: GT, DT and one value in
// one step.
func speedLane(b []byte) bool {
	if len(b) < 4 || string(b[:4]) != "\x01\x00\x01\x00" {
		return false
	}
	_, _, ok := presentation.OneValue(b[4:])
	return ok
}

var speedBuffer [16384]byte

// speedCopy copies b: what a program that owns its data pays at least.
func speedCopy(b []byte) bool { return copy(speedBuffer[:], b) == len(b) }

// speedASN1 decodes an AARQ with package encoding/asn1. It leaves the EXTERNAL as it is.
func speedASN1(b []byte) bool {
	var aarq struct {
		Context          asn1.ObjectIdentifier `asn1:"tag:1,explicit"`
		CalledTitle      asn1.ObjectIdentifier `asn1:"tag:2,explicit,optional"`
		CalledQualifier  int                   `asn1:"tag:3,explicit,optional"`
		CallingTitle     asn1.ObjectIdentifier `asn1:"tag:6,explicit,optional"`
		CallingQualifier int                   `asn1:"tag:7,explicit,optional"`
		Information      asn1.RawValue         `asn1:"tag:30,explicit,optional"`
	}
	rest, err := asn1.UnmarshalWithParams(b, &aarq, "application,tag:0")
	return err == nil && len(rest) == 0 && len(aarq.CallingTitle) > 0
}
