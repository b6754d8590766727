package dump

import (
	"strconv"

	"github.com/osi-go/osi/rtse"
)

// walkSet marks the components of an APDU, which in X.410 mode has no tag around them.
func (w *writer) walkSet() {
	const firstTag = 0xb0 // of the APDUs in normal mode; components have lower ones
	if len(w.pdu) > 0 && w.pdu[0] < firstTag {
		w.bare(w.pdu)
		return
	}
	w.walk(w.pdu, 0)
}

func (w *writer) rtse(p rtse.APDU) {
	switch p := p.(type) {
	case *rtse.OpenRequest:
		w.walkSet()
		w.count("CheckpointSize", w.field(0), p.CheckpointSize)
		optNumber(w, "WindowSize", w.field(1), p.WindowSize)
		w.word("DialogueMode", w.field(2), p.DialogueMode.String())
		w.connectionData(&p.Connection)
		optNumber(w, "ApplicationProtocol", w.field(4), p.ApplicationProtocol)
		w.undefined("Ignored", p.Ignored)
	case *rtse.OpenAccept:
		w.walkSet()
		w.count("CheckpointSize", w.field(0), p.CheckpointSize)
		optNumber(w, "WindowSize", w.field(1), p.WindowSize)
		w.connectionData(&p.Connection)
		w.undefined("Ignored", p.Ignored)
	case *rtse.OpenReject:
		w.walkSet()
		optWord(w, "Reason", w.field(0), p.Reason)
		w.data("UserData", p.UserData)
		w.undefined("Ignored", p.Ignored)
	case *rtse.Abort:
		w.walkSet()
		optWord(w, "Reason", w.field(0), p.Reason)
		if p.Reflected.Present {
			w.bits("Reflected", w.field(1), p.Reflected.Value)
		}
		w.data("UserData", p.UserData)
		w.undefined("Ignored", p.Ignored)
	case *rtse.TokenPlease:
		w.number("Priority", noOffset, p.Priority)
	case *rtse.Transfer:
		w.userData("Data", p.Data)
	}
}

// bits writes a bit string as digits 0 and 1.
func (w *writer) bits(name string, at int, v rtse.Bits) {
	if !w.value(name, at) {
		return
	}
	w.quote()
	for i := range min(v.Len, 8) {
		w.b = strconv.AppendUint(w.b, uint64(v.Octet>>(7-i)&1), 2)
	}
	w.quote()
	w.end(name, at)
}

func (w *writer) connectionData(c *rtse.ConnectionData) {
	w.open("Connection", noOffset)
	w.data("Open", c.Open)
	if c.Recover.Present {
		r := &c.Recover.Value
		w.open("Recover", noOffset)
		w.raw("CallingReference", r.CallingReference)
		w.flag("T61", noOffset, r.T61)
		w.text("CommonReference", r.CommonReference)
		w.raw("Additional", r.Additional)
		w.close()
	}
	w.close()
}

func (w *writer) bind(p *rtse.Bind) {
	w.word("Phase", noOffset, p.Phase.String())
	w.text("Name", p.Name)
	w.secret("Password", p.Password)
	w.flag("Octets", noOffset, p.Octets)
	w.secret("Strong", p.Strong)
	w.raw("Security", p.Security)
}
