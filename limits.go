package osi

// Limits bound what the library keeps and how hard it works for one
// connection. They are ours: what a standard limits is a constant of its
// layer. A zero field means its default, so the zero Limits is ready to use.
// A broken limit is an [Error] of kind [ErrLimit].
type Limits struct {
	TPDU     int // octets of one TPDU or X.25 packet; default 65531, 3 to 65531
	Segments int // TPDUs, packets or SPDUs joined into one unit; default 65536, 1 or more
	TSDU     int // octets of one reassembled TSDU; default 1 MiB, 1 or more
	SSDU     int // octets of one reassembled SSDU, or user APDU of RTSE; default 16 MiB, 1 or more
	SPDUs    int // SPDUs concatenated in one TSDU; default 16, 1 or more
	Units    int // PGI and PI units in one SPDU; default 256, 1 or more

	Depth    int // nesting of BER elements; default 32, 1 to 255
	Elements int // BER elements in one PDU; default 65536, 1 or more
	Contexts int // presentation contexts of one association; default 128, 1 or more

	Facilities int // X.25 facilities in one packet; default 64, 1 or more
	Channels   int // X.25 logical channels in use on one link; default 4095, 1 to 4095
}

// WithDefaults returns l with every zero or negative field replaced by its default, and
// every field above its range by the maximum.
func (l Limits) WithDefaults() Limits {
	set := func(f *int, def, most int) {
		if *f <= 0 {
			*f = def
		}
		*f = min(*f, most)
	}
	const most = 1 << 30
	set(&l.TPDU, 65531, 65531)
	set(&l.Segments, 65536, most)
	set(&l.TSDU, 1<<20, most)
	set(&l.SSDU, 16<<20, most)
	set(&l.SPDUs, 16, most)
	set(&l.Units, 256, most)
	set(&l.Depth, 32, 255)
	set(&l.Elements, 65536, most)
	set(&l.Contexts, 128, most)
	set(&l.Facilities, 64, most)
	set(&l.Channels, 4095, 4095)
	return l
}
