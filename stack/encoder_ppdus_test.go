package stack_test

import (
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// Each PPDU and APDU takes the value of the layer above as its user data, octet by octet.
func TestEncoderUserData(t *testing.T) {
	t.Parallel()
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	const list = "6109" + "3007" + "020103" + "a0020500" // a value of context 3
	const information = "be09" + "2807" + "020103" + "a0020500"
	for name, c := range map[string]struct {
		pdus []stack.PDU
		want string
	}{
		"AC":   {[]stack.PDU{&presentation.AlterContext{Deletions: []int64{5}}, value}, "a010" + "a103020105" + list},
		"ACA":  {[]stack.PDU{&presentation.AlterContextAcknowledge{}, value}, "a10b" + list},
		"RS":   {[]stack.PDU{&presentation.Resynchronize{}, value}, "300b" + list},
		"RSA":  {[]stack.PDU{&presentation.Resynchronize{Acknowledge: true}, value}, "300b" + list},
		"TD":   {[]stack.PDU{&presentation.Data{}, value}, list},
		"RLRQ": {[]stack.PDU{&presentation.Data{}, &acse.ReleaseRequest{}, value}, "6114" + "3012" + "020101" + "a00d" + "620b" + information},
		"RLRE": {[]stack.PDU{&presentation.Data{}, &acse.ReleaseResponse{}, value}, "6114" + "3012" + "020101" + "a00d" + "630b" + information},
		"ABRT": {
			[]stack.PDU{&presentation.AbnormalReleaseUser{}, &acse.Abort{}, value},
			"a02d" + "a012" + "3007" + "020101" + "06025101" + "3007" + "020103" + "06025101" + // the contexts of the ABRT and of the value in it
				"6117" + "3015" + "020101" + "a010" + "640e" + "800100" + information,
		},
	} {
		e := stack.Encoder{Carrier: stack.SSDUs, Contexts: proposals()}
		got, err := e.Append([]byte{9}, c.pdus...)
		if text := hex.EncodeToString(got); err != nil || text != "09"+c.want {
			t.Errorf("%s: %s, %v\nwant 09%s", name, text, err, c.want)
		}
	}
}
