package dump

import "github.com/osi-go/osi/session"

// shortSPDU writes the short forms of Amd.1. Special and the bits beside it are in the SI.
func (w *writer) shortSPDU(p session.SPDU) {
	switch p := p.(type) {
	case *session.ShortConnect:
		w.count("Special", 0, int64(p.Special))
		w.summary(&p.Summary)
	case *session.ShortAccept:
		w.count("Special", 0, int64(p.Special))
		w.flag("Incomplete", absent, p.Incomplete)
		w.summary(&p.Summary)
	case *session.ShortConnectContinue:
		w.raw("Parameters", p.Parameters)
	case *session.ShortAcceptContinue:
		w.raw("Parameters", p.Parameters)
	case *session.ShortDataTransfer:
		w.count("Special", 0, int64(p.Special))
	case *session.ShortFinish:
		w.flag("Keep", 0, p.Keep)
	case *session.ShortDisconnect:
		w.flag("Keep", 0, p.Keep)
	case *session.ShortRefuse:
		w.flag("Release", absent, p.Release)
		w.flag("Persistent", absent, p.Persistent)
		w.flag("Recognized", absent, p.Recognized)
		w.raw("Response", p.Response)
	case *session.ShortAbort:
		w.flag("Keep", 0, p.Keep)
		w.someSet("Reason", absent, uint64(p.Reason), transportDisconnect)
	default: // spdu has the long forms
	}
}

func (w *writer) summary(s *session.ConnectionSummary) {
	w.open("Summary", absent)
	w.raw("Context", s.Context)
	w.raw("Parameters", s.Parameters)
	w.close()
}
