package transport

// Clone returns a copy of t that shares no memory with t or its buffer: what the Clone of its type
// returns.
func Clone(t TPDU) TPDU {
	switch t := t.(type) {
	case *ConnectionRequest:
		return pointer(t.Clone())
	case *ConnectionConfirm:
		return pointer(t.Clone())
	case *DisconnectRequest:
		return pointer(t.Clone())
	case *DisconnectConfirm:
		return pointer(t.Clone())
	case *Data:
		return pointer(t.Clone())
	case *ExpeditedData:
		return pointer(t.Clone())
	case *DataAcknowledgement:
		return pointer(t.Clone())
	case *ExpeditedAcknowledgement:
		return pointer(t.Clone())
	case *Reject:
		return pointer(t.Clone())
	case *TPDUError:
		return pointer(t.Clone())
	case *UnitData:
		return pointer(t.Clone())
	}
	return nil
}

func pointer[T any](v T) *T { return &v }
