package transport

import "github.com/osi-go/osi"

// A TPDU is one of *ConnectionRequest, *ConnectionConfirm, *DisconnectRequest, *DisconnectConfirm,
// *Data, *ExpeditedData, *DataAcknowledgement, *ExpeditedAcknowledgement, *Reject, *TPDUError and
// *UnitData. X.224 has no TPDU that a receiver must ignore, so there is no unknown one: 13.1 makes
// every other code an error.
//
//sumtype:decl
type TPDU interface {
	String() string // the abbreviation of X.224: "CR"
	AppendBinary(b []byte) ([]byte, error)

	// decode decodes b, whose code is that of the receiver's kind.
	decode(b []byte, f Format, l *osi.Leniency) error
}

// decodeAs is the typed Decode: b must hold a TPDU of kind k, which class 0 has, and nothing is
// tolerated.
func decodeAs(t TPDU, k kind, b []byte) error {
	got, err := kindOf(b, false)
	switch {
	case err != nil:
		return err
	case got != k:
		return fail(ruleCode, k.String(), 1, int(b[1]), 0)
	}
	return t.decode(b, Format{}, nil)
}
