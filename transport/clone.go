package transport

// Clone returns a copy of t that shares no memory with t or its buffer: what the Clone of its type
// returns.
func Clone(t TPDU) TPDU {
	switch t := t.(type) {
	case *ConnectionRequest:
		return pointerTo(t.Clone())
	case *ConnectionConfirm:
		return pointerTo(t.Clone())
	case *DisconnectRequest:
		return pointerTo(t.Clone())
	case *DisconnectConfirm:
		return pointerTo(t.Clone())
	case *Data:
		return pointerTo(t.Clone())
	case *ExpeditedData:
		return pointerTo(t.Clone())
	case *DataAcknowledgement:
		return pointerTo(t.Clone())
	case *ExpeditedAcknowledgement:
		return pointerTo(t.Clone())
	case *Reject:
		return pointerTo(t.Clone())
	case *TPDUError:
		return pointerTo(t.Clone())
	case *UnitData:
		return pointerTo(t.Clone())
	}
	return nil
}

func pointerTo[T any](v T) *T { return &v }
