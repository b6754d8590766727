package validate_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// The JSON of a Policy gives it back, whatever is in it.
func TestPolicyJSON(t *testing.T) {
	t.Parallel()
	f := &mirror.Filler{Rand: rand.New(rand.NewPCG(1, 2)), Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[osi.OID](): func(f *mirror.Filler) any {
			return mirror.Pick(f, osi.OID{}, osi.MMSContext(), osi.MustOID("2.25.340282366920938463463374607431768211455"))
		},
		reflect.TypeFor[string](): func(f *mirror.Filler) any { return mirror.Pick(f, "", "2342", "31102") },
		reflect.TypeFor[validate.PDUs](): func(f *mirror.Filler) any {
			return mirror.Pick(f, nil, validate.PDUs{}, validate.PDUs{osi.Session: {"CN", "AC"}, osi.ACSE: nil, osi.X25: {}, osi.Layer(200): {"x"}})
		},
	}}
	for range mirror.Count(5000) {
		p := new(validate.Policy)
		f.Fill(p)
		mirror.RoundTrip(t, p)
		c := new(stack.Config)
		f.Fill(c)
		mirror.RoundTrip(t, c)
	}
	for name, p := range map[string]validate.Policy{"Strict": validate.Strict(), "Default": validate.Default(), "RFC1006": validate.RFC1006()} {
		t.Run(name, func(t *testing.T) { mirror.RoundTrip(t, &p) })
	}
}

// What a Policy says is read as a person would write it.
func TestPolicyFromJSON(t *testing.T) {
	t.Parallel()
	const text = `{
		"Limits": {"TSDU": 262144},
		"Tolerate": "tpkt-reserved, long-cr",
		"Top": "acse",
		"Order": "report",
		"Summary": {"Units": "FD", "Initiator": "dk"},
		"Calls": [{"Called": "2342", "UserData": "AwEBAA==", "Use": "OSI"}, {"Use": "foreign"}],
		"Initiator": "DTE",
		"Modulo": "128",
		"PDUs": {"session": ["CN", "AC", "DT"], "acse": []},
		"CalledTSAPs": ["MTA1", "0x0001", ""],
		"ApplicationContexts": ["id-ac-mts-transfer", "1.0.9506.2.3"]
	}`
	var p validate.Policy
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		t.Fatal(err)
	}
	want := validate.Policy{
		Limits: osi.Limits{TSDU: 1 << 18}, Tolerate: osi.TPKTReserved | osi.LongConnectionRequest, Top: osi.ACSE, Order: stack.OrderReport,
		Calls:     []stack.CallRule{{Called: "2342", UserData: []byte{3, 1, 1, 0}, Use: stack.OSI}, {Use: stack.Foreign}},
		Initiator: 1, Modulo: 1,
		PDUs:                validate.PDUs{osi.Session: {"CN", "AC", "DT"}, osi.ACSE: {}},
		CalledTSAPs:         []osi.Selector{osi.Selector("MTA1"), {0, 1}, {}},
		ApplicationContexts: []osi.OID{osi.MTSTransferContext(), osi.MMSContext()},
	}
	want.Summary.Units, want.Summary.Initiator = 2, 1
	if d := mirror.Diff(want, p); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{
		`{"Top": "Session"}`, `{"Tolerate": "everything"}`, `{"Order": 1}`, `{"CalledTSAPs": ["0x1"]}`, `{"ApplicationContexts": ["mts"]}`,
		`{"PDUs": {"upper": ["CN"]}}`, `{"Calls": [{"Use": "osi"}]}`,
	} {
		if json.Unmarshal([]byte(bad), &p) == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

// Names are those of the constants, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]validate.Action{"hold": validate.Hold, "pass": validate.Pass, "reject": validate.Reject, "action(9)": 9}, mirror.All[validate.Action]()...)
	mirror.Texts(t, map[string]stack.Carrier{"TPKTs": stack.TPKTs, "XOT": stack.XOT, "packets": stack.Packets, "carrier(6)": 6}, mirror.All[stack.Carrier]()...)
	mirror.Texts(t, map[string]stack.Order{"on": stack.OrderOn, "report": stack.OrderReport, "off": stack.OrderOff, "order(3)": 3}, mirror.All[stack.Order]()...)
	mirror.Texts(t, map[string]stack.Reaction{"none": stack.NoReaction, "abort session": stack.AbortSession, "reset call": stack.ResetCall, "reaction(6)": 6}, mirror.All[stack.Reaction]()...)
	mirror.Texts(t, map[string]stack.Use{"refuse": stack.Refuse, "foreign": stack.Foreign, "OSI": stack.OSI, "use(3)": 3}, mirror.All[stack.Use]()...)
}
