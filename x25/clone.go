package x25

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type,
// if it has one, returns.
func Clone(p Packet) Packet {
	switch p := p.(type) {
	case *CallRequest:
		return pointer(p.Clone())
	case *CallAccepted:
		return pointer(p.Clone())
	case *ClearRequest:
		return pointer(p.Clone())
	case *ClearConfirmation:
		return pointer(p.Clone())
	case *Data:
		return pointer(p.Clone())
	case *Interrupt:
		return pointer(p.Clone())
	case *ReceiveReady:
		return pointer(*p)
	case *ReceiveNotReady:
		return pointer(*p)
	case *Reject:
		return pointer(*p)
	case *ResetRequest:
		return pointer(*p)
	case *RestartRequest:
		return pointer(*p)
	case *InterruptConfirmation:
		return pointer(*p)
	case *ResetConfirmation:
		return pointer(*p)
	case *RestartConfirmation:
		return pointer(*p)
	case *DiagnosticPacket:
		return pointer(p.Clone())
	case *RegistrationRequest:
		return pointer(p.Clone())
	case *RegistrationConfirmation:
		return pointer(p.Clone())
	}
	return nil
}

func pointer[T any](v T) *T { return &v }
