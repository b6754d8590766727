package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// An association of RTSE in normal mode: context 1 is of ACSE, 3 of RTSE.
const (
	rtseCP  = "313ca003800101a235a420300f020101060452010001300406025101300d020103060253023004060251016111300f020101a00a6008a106060456000106"
	rtseCPA = "313aa003800101a233a512300780010081025101300780010081025101611d301b020101a0166114a106060456000106a203020100a305a103020100"
)

// faultsOf returns the rules that an SSDU breaks.
func faultsOf(t *testing.T, c *stack.Conn, d osi.Direction, p presentation.Primitive, ssdu string) (ids string) {
	t.Helper()
	for e := range c.FeedSSDU(d, p, octets(t, ssdu)) {
		if e.Err != nil {
			ids += e.Err.ID + " "
		}
	}
	return ids
}

// User data of RT-CLOSE may be in the context of RTSE, with other tags than its APDUs: X.218 8.1.
func TestCloseUserData(t *testing.T) {
	t.Parallel()
	const release = "61163014020101a00f620dbe0b2809020103a004" // RLRQ with user information of context 3
	for ssdu, want := range map[string]string{
		release + "a1020500": "", release + "30020500": "", release + "0c024142": "",
		release + "b3020500": "",                    // [19] is no tag of an APDU
		release + "020219ec": "stack.rtse-carrier ", // an RTTP
		release + "04024142": "stack.rtse-carrier ", // an RTTR
		release + "b2020500": "stack.rtse-carrier ", // an RTORJ [18] with a NULL that is ignored
		release + "a1030500": "ber.length ",
	} {
		c := stack.New(stack.Config{}).Conn(stack.SSDUs)
		got := faultsOf(t, c, osi.FromInitiator, presentation.SConnect, rtseCP) +
			faultsOf(t, c, osi.FromResponder, presentation.SConnectAccept, rtseCPA) +
			faultsOf(t, c, osi.FromInitiator, presentation.SRelease, ssdu)
		if got != want {
			t.Errorf("%s: %q, want %q", ssdu, got, want)
		}
	}
	c := stack.New(stack.Config{}).Conn(stack.SSDUs)
	got := faultsOf(t, c, osi.FromInitiator, presentation.SConnect, rtseCP) +
		faultsOf(t, c, osi.FromResponder, presentation.SConnectAccept, rtseCPA) +
		faultsOf(t, c, osi.FromInitiator, presentation.SData, "610b3009020103a004a1020500")
	if got != "rtse.apdu " {
		t.Errorf("in P-DATA: %q", got)
	}
}

// A CPR with a provider reason has no user data. Where they are tolerated, an ABRT in them is, too:
// one was seen.
func TestRejectUserData(t *testing.T) {
	t.Parallel()
	const results, abrt = "a512300780010081025101300780010081025101", "610f300d020101a0086406800101810105"
	for cpr, want := range map[string]string{
		"3028" + results + "8a0100" + abrt: "",
		"3025" + results + abrt:            "acpm.carrier ",
	} {
		c := stack.New(stack.Config{Tolerate: osi.RejectUserData}).Conn(stack.SSDUs)
		got := faultsOf(t, c, osi.FromInitiator, presentation.SConnect, rtseCP) + faultsOf(t, c, osi.FromResponder, presentation.SConnectReject, cpr)
		if got != want {
			t.Errorf("%s: %q, want %q", cpr, got, want)
		}
	}
}

// A CN and AC without user data are those of a session without presentation for a stack that
// guesses; for others the CP and CPA are missing.
func TestGuessBareSession(t *testing.T) {
	t.Parallel()
	for guess, want := range map[bool]int{true: 0, false: 2} {
		c := stack.New(stack.Config{Guess: guess}).Conn(stack.TSDUs)
		faults := 0
		for i, tsdu := range []string{"0d0c050613010016010214020002", "0e0c050613010016010214020002"} {
			for e := range c.Feed(osi.Direction(i&1), octets(t, tsdu)) {
				if e.Err != nil {
					faults++
				}
			}
		}
		if faults != want {
			t.Errorf("guess %v: %d faults, want %d", guess, faults, want)
		}
	}
}
