package plp_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// What the interface has subscribed to.
func TestMonitorSubscription(t *testing.T) {
	t.Parallel()
	oneWay := subscribed(plp.Subscription{Incoming: plp.ChannelRange{First: 1, Last: 2}, Outgoing: plp.ChannelRange{First: 5, Last: 9}})
	noDCE := oneWay
	noDCE.Initiator = osi.AnySide
	listed := subscribed(plp.Subscription{Facilities: true})
	watchAll(t, map[string]watched{
		"call of the DTE on an incoming channel": {oneWay, "> 10020B 00 00 = plp.one-way, clear call, 1002131322"},
		"call of the DCE on an incoming channel": {oneWay, "< 10020B 00 00\n > 10020F"},
		"call of the DTE on a two-way channel":   {oneWay, "> 10030B 00 00\n < 10030F"},
		"call of the DCE on a two-way channel":   {oneWay, "< 10040B 00 00\n > 10040F"},
		"call of the DTE on an outgoing channel": {oneWay, "> 10050B 00 00\n < 10050F"},
		"call of the DCE on an outgoing channel": {oneWay, "< 10090B 00 00 = plp.one-way, clear call, 1009130022"},
		"behind the outgoing channels":           {oneWay, "< 100A0B 00 00"},
		"no DCE known: the initiator is the DTE": {noDCE, "> 10010B 00 00 = plp.one-way, clear call, 1001130022\n < 10020B 00 00"},
		"outgoing calls barred":                  {subscribed(plp.Subscription{OutgoingBarred: true}), "> 10010B 00 00 = plp.barred, clear call, 1001130b46\n < 10020B 00 00"},
		"incoming calls barred":                  {subscribed(plp.Subscription{IncomingBarred: true}), "< 10010B 00 00 = plp.barred, clear call, 1001130046\n > 10020B 00 00"},
		"a facility that X.25 does not have":     {listed, "> 10010B 00 02 3F00 = x25.facility-not-allowed, clear call, 1001130341"},
		"a facility of the network's":            {listed, "> 10010B 00 04 00003F00"},
		"a facility in the wrong packet":         {listed, "> 10010B 00 00\n < 10010F 00 02 0101 = x25.facility-not-allowed, clear call, 1001130041 / 1001131100"},
		"a facility in a clear":                  {listed, "> 10010B 00 00\n > 1001130000 00 02 0101 = x25.facility-not-allowed, clear call, 1001130341 / 10011300e4"},
		"a facility that only one side may use":  {listed, "< 10010B 00 03 441234 = x25.facility-not-allowed, clear call, 1001130041"},
		"the same of the other side":             {listed, "> 10010B 00 03 441234"},
		"what is not subscribed to the list of":  {initiatorDTE, "> 10010B 00 02 3F00\n < 10010F"},
	})
}

// X.25 6.16: a clear has user data where the call that it ends has fast select; in a collision, one
// of the calls.
func TestMonitorClearUserData(t *testing.T) {
	t.Parallel()
	const fast = "02 0180"
	const clear = "1001130000 00 00 41"
	watchAll(t, map[string]watched{
		"in p1":                                    {initiatorDTE, "> " + clear + " = x25.fast-select-data, drop unit, 100113132a"},
		"of the caller":                            {initiatorDTE, "> 10010B 00 00\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e4"},
		"of the called side":                       {initiatorDTE, "> 10010B 00 00\n < " + clear + " = x25.fast-select-data, clear call, 100113002a / 1001131100"},
		"with fast select":                         {initiatorDTE, "> 10010B 00 " + fast + "\n < " + clear},
		"in p4":                                    {initiatorDTE, "> 10010B 00 00\n < 10010F\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e2"},
		"in p4 with fast select":                   {initiatorDTE, "> 10010B 00 " + fast + "\n < 10010F\n > " + clear},
		"in p5 without":                            {initiatorDTE, "> 10010B 00 00\n < 10010B 00 00\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e4"},
		"in p5, the caller's":                      {initiatorDTE, "> 10010B 00 " + fast + "\n < 10010B 00 00\n > " + clear},
		"in p5, the other side's":                  {initiatorDTE, "> 10010B 00 00\n < 10010B 00 " + fast + "\n > " + clear},
		"in p4 after p5, the loser's":              {initiatorDTE, "> 10010B 00 00\n < 10010B 00 " + fast + "\n < 10010F\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e2"},
		"crossing a clear":                         {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 1001130000\n < " + clear + " = x25.fast-select-data, clear call / 1001131100\n > 10010B 00 00"},
		"crossing with fast select":                {initiatorDTE, "> 10010B 00 " + fast + "\n < 10010F\n > 1001130000\n < " + clear},
		"crossing a clear of no call":              {initiatorDTE, "> 1001130000\n < " + clear + " = x25.fast-select-data, clear call / 1001131100"},
		"met midway, of a call unseen":             {midway(initiatorDTE), "> " + clear},
		"met midway, against a call that collides": {midway(initiatorDTE), "< 10010B 00 00\n < " + clear},
	})
}

// X.25 6.25: a clear selects call deflection in direct response to an incoming call, and may then
// have user data.
func TestMonitorDeflection(t *testing.T) {
	t.Parallel()
	const clear = "1001130000 00 05 D103C10212 41"
	watchAll(t, map[string]watched{
		"in p1":                   {initiatorDTE, "> " + clear + " = plp.deflection, drop unit, 1001130341"},
		"of the caller":           {initiatorDTE, "> 10010B 00 00\n > " + clear + " = plp.deflection, clear call, 1001130341 / 10011300e4"},
		"of the called side":      {initiatorDTE, "< 10010B 00 00\n > " + clear},
		"behind its answer":       {initiatorDTE, "< 10010B 00 00\n > 10010F\n > " + clear + " = plp.deflection, clear call, 1001130341 / 10011300e2"},
		"in a collision":          {initiatorDTE, "< 10010B 00 00\n > 10010B 00 00\n > " + clear},
		"crossing a clear":        {initiatorDTE, "< 10010B 00 00\n < 1001130000\n > " + clear},
		"of the caller, crossing": {initiatorDTE, "> 10010B 00 00\n < 1001130000\n > " + clear + " = plp.deflection, clear call / 10011300e2"},
		"met midway":              {midway(initiatorDTE), "> " + clear},
	})
}

// Where the modulo is open, a window of modulo 128 bounds nothing on a channel of modulo 8 but by
// its numbers.
func TestMonitorWindowOfOtherModulo(t *testing.T) {
	t.Parallel()
	c := subscribed(plp.Subscription{Window: 20})
	c.Modulo = x25.AnyModulo
	eight := "> 10010B 00 00\n < 10010F\n"
	for i := range 7 {
		eight += "> 1001" + []string{"00", "02", "04", "06", "08", "0A", "0C"}[i] + "41\n"
	}
	watchAll(t, map[string]watched{
		"modulo 8": {c, eight + "> 10010E 41 = plp.window, reset call, 10011b0501 / 10011b00e9"},
	})
}

// X.223 12 b, in calls that are not for something else.
func TestMonitorService(t *testing.T) {
	t.Parallel()
	const call, both = "> 10010B 00 00\n < 10010F\n", "> 50010B 00 04 000F0B01\n < 50010F 00 04 000F0B01\n"
	serves := initiatorDTE
	serves.NetworkService = true
	tolerant := serves
	tolerant.Tolerate = osi.X25ServiceNotAgreed
	watchAll(t, map[string]watched{
		"Q":                    {serves, call + "> 90010041 = x25.service-q, clear call, 10011300e2"},
		"Q, tolerant":          {tolerant, call + "> 90010041 = x25.service-q, clear call, 10011300e2"},
		"D":                    {serves, call + "> 50010041 = x25.service-d, clear call, 10011300e2"},
		"D agreed":             {serves, both + "> 50010041"},
		"D with M":             {serves, both + "> 50011041 = x25.service-more, clear call, 10011300e2"},
		"D, tolerant":          {tolerant, call + "> 50010041 = pass x25-service-not-agreed"},
		"INTERRUPT":            {serves, call + "> 10012341 = x25.service-interrupt, clear call, 10011300e2"},
		"INTERRUPT agreed":     {serves, both + "> 10012341"},
		"INTERRUPT, tolerant":  {tolerant, call + "> 10012341 = pass x25-service-not-agreed"},
		"where it is not said": {initiatorDTE, call + "> 90010041\n > 50010241\n > 10012341"},
	})
}

// What a caller of its own rules says of a CALL and its answer.
func TestMonitorCalls(t *testing.T) {
	t.Parallel()
	const q = "90010041"
	serves := initiatorDTE
	serves.NetworkService = true
	for name, c := range map[string]struct {
		script string
		then   func(w *watcher, ch *plp.Channel)
		more   string
	}{
		"foreign": {"> 10010B 00 00", func(_ *watcher, ch *plp.Channel) { ch.Foreign(osi.FromInitiator) }, "< 10010F\n > " + q},
		"foreign, where a clear may have collided": {
			"> 1001130000\n < 10010B 00 00", func(_ *watcher, ch *plp.Channel) { ch.Foreign(osi.FromResponder) }, "> 10010F\n > " + q,
		},
		"a CALL that means nothing": {"> 10010B 00 00", func(w *watcher, ch *plp.Channel) { w.Undo(ch) }, "< 10010F = plp.p1, drop unit, 1001130014"},
		"an answer that means nothing": {
			"> 10010B 00 00\n < 10010F", func(w *watcher, ch *plp.Channel) { w.Undo(ch) }, "> 10010041 = plp.p2, clear call, 1001131315",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := serves
			if strings.HasPrefix(c.script, "> 100113") {
				m.Lose()
			}
			w := watched{m, c.script}.play(t)
			c.then(w, w.last)
			w.play(t, c.more)
		})
	}
}

// What the caller keeps with a channel stays when the answer to its CALL is taken back.
func TestMonitorUndoUser(t *testing.T) {
	t.Parallel()
	w := watched{initiatorDTE, "> 10010B 00 00\n < 10010F"}.play(t)
	w.last.User = "the caller's"
	if w.Undo(w.last); w.last.User != "the caller's" {
		t.Errorf("User is %v", w.last.User)
	}
}

// The fault of a one-way channel is its number, in octet 1. That of a barred call is its type, in
// octet 2.
func TestMonitorSubscriptionOffset(t *testing.T) {
	t.Parallel()
	oneWay := subscribed(plp.Subscription{Incoming: plp.ChannelRange{First: 1, Last: 2}})
	barred := subscribed(plp.Subscription{OutgoingBarred: true})
	for want, m := range map[int]*plp.Monitor{1: &oneWay, 2: &barred} {
		if _, err := m.See(osi.FromInitiator, &x25.CallRequest{Header: x25.Header{LCI: 1}}); err == nil || osi.AsError(err).Offset != want {
			t.Errorf("%v, want octet %d", err, want)
		}
	}
}
