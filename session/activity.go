package session

import "bytes"

// ActivityStart is the ACTIVITY START (AS) SPDU, X.225 8.3.29.
type ActivityStart struct {
	Common
	Activity []byte // Activity Identifier, 1 to 6 octets
}

// Type returns TypeAS.
func (*ActivityStart) Type() Type { return TypeAS }

// String returns "AS".
func (*ActivityStart) String() string { return "AS" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityStart) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityStart) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeAS, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Activity = w.value()
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *ActivityStart) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAS, b, &s.Common)
	e.enclosure()
	e.unit(parActivity, s.Activity)
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityStart) Clone() ActivityStart {
	return ActivityStart{s.clone(), bytes.Clone(s.Activity)}
}

// ActivityResume is the ACTIVITY RESUME (AR) SPDU, X.225 8.3.30.
type ActivityResume struct {
	Common
	Connection   References   // of the session connection on which the activity was interrupted
	OldActivity  []byte       // Old Activity Identifier, 1 to 6 octets
	Serial       SerialNumber // last secured point; the next one is one higher
	SecondSerial SerialNumber // symmetric synchronize only; nil is absent
	Activity     []byte       // New Activity Identifier, 1 to 6 octets
}

// Type returns TypeAR.
func (*ActivityResume) Type() Type { return TypeAR }

// String returns "AR".
func (*ActivityResume) String() string { return "AR" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityResume) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityResume) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeAR, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parActivity:
			if w.group == 0 {
				s.Activity = w.value()
			} else {
				s.OldActivity = w.value()
			}
		case parSerial:
			s.Serial = w.serial()
		case parSecondSerial:
			s.SecondSerial = w.serial()
		default:
			s.Connection.set(&w)
		}
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *ActivityResume) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *ActivityResume) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeAR, b, &s.Common)
	e.enclosure()
	if e.open(parLinking, s.Connection.present() || s.OldActivity != nil || s.Serial != nil || s.SecondSerial != nil) {
		s.Connection.encode(&e)
		e.unit(parActivity, s.OldActivity)
		e.unit(parSerial, s.Serial)
		e.unit(parSecondSerial, s.SecondSerial)
		e.close()
	}
	e.unit(parActivity, s.Activity)
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityResume) Clone() ActivityResume {
	return ActivityResume{
		s.clone(),
		s.Connection.clone(),
		bytes.Clone(s.OldActivity),
		bytes.Clone(s.Serial),
		bytes.Clone(s.SecondSerial),
		bytes.Clone(s.Activity),
	}
}

// ActivityEnd is the ACTIVITY END (AE) SPDU, X.225 8.3.35. MAP has the same SI, and a Sync Type
// Item.
type ActivityEnd struct {
	Common
	Serial SerialNumber
}

// Type returns TypeAE.
func (*ActivityEnd) Type() Type { return TypeAE }

// String returns "AE".
func (*ActivityEnd) String() string { return "AE" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityEnd) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityEnd) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeAE, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Serial = w.serial()
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *ActivityEnd) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *ActivityEnd) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeAE, b, &s.Common)
	e.enclosure()
	e.unit(parSerial, s.Serial)
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityEnd) Clone() ActivityEnd {
	return ActivityEnd{s.clone(), bytes.Clone(s.Serial)}
}
