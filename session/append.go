package session

// Append appends s to b for the connection that d is told of. It refuses what d would refuse, with
// the same errors: on d's flow, in d's version, with d's functional units. A serial number may have
// as many digits as d.SerialDigits allows. AppendBinary of s knows nothing of the connection and
// allows 6 digits; it is faster. With a nil d Append is AppendBinary. On an error out is b. The
// SPDUs that d lends are not touched.
func (d *Decoder) Append(b []byte, s SPDU) (out []byte, err error) {
	if d == nil {
		return s.AppendBinary(b)
	}
	// the context alone: d's own SPDUs are not touched
	context := Decoder{Version: d.Version, SerialDigits: d.SerialDigits, Units: d.Units, Flow: d.Flow}
	if numbered, ok := s.(interface {
		append(b []byte, d *Decoder) ([]byte, error)
	}); ok {
		out, err = numbered.append(b, &context)
	} else {
		out, err = s.AppendBinary(b)
	}
	if err != nil {
		return b, err
	}
	spdu := out[len(b):]
	if err = context.onFlow(s.Type(), spdu); err == nil {
		err = newSPDU(s.Type()).decode(spdu, &context)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}
