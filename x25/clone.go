package x25

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type,
// if it has one, returns.
func Clone(p Packet) Packet {
	switch p := p.(type) {
	case *CallRequest:
		return pointerTo(p.Clone())
	case *CallAccepted:
		return pointerTo(p.Clone())
	case *ClearRequest:
		return pointerTo(p.Clone())
	case *ClearConfirmation:
		return pointerTo(p.Clone())
	case *Data:
		return pointerTo(p.Clone())
	case *Interrupt:
		return pointerTo(p.Clone())
	case *ReceiveReady:
		return pointerTo(*p)
	case *ReceiveNotReady:
		return pointerTo(*p)
	case *Reject:
		return pointerTo(*p)
	case *ResetRequest:
		return pointerTo(*p)
	case *RestartRequest:
		return pointerTo(*p)
	case *InterruptConfirmation:
		return pointerTo(*p)
	case *ResetConfirmation:
		return pointerTo(*p)
	case *RestartConfirmation:
		return pointerTo(*p)
	case *DiagnosticPacket:
		return pointerTo(p.Clone())
	case *RegistrationRequest:
		return pointerTo(p.Clone())
	case *RegistrationConfirmation:
		return pointerTo(p.Clone())
	}
	return nil
}

func pointerTo[T any](v T) *T { return &v }
