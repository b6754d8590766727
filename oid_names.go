package osi

// Name returns the name that its standard gives to an identifier likely to stand in a CP, AARQ or bind,
// such as "id-as-mtse"; empty for any other. It does not allocate.
func (o OID) Name() string {
	switch string(o.contents[:o.n]) {
	// Transfer syntaxes, X.690 and X.691.
	case "\x51\x01":
		return "basic-encoding"
	case "\x51\x02\x00":
		return "canonical-encoding"
	case "\x51\x02\x01":
		return "distinguished-encoding"
	case "\x51\x03\x00\x00":
		return "packed-encoding-basic-aligned"
	case "\x51\x03\x00\x01":
		return "packed-encoding-basic-unaligned"

	// ACSE, X.227, and RTSE, X.228.
	case "\x52\x01\x00\x01":
		return "acse-as-id"
	case "\x52\x03\x01\x01":
		return "acse-ase-id"
	case "\x53\x00":
		return "rTSE-apdus"
	case "\x53\x01":
		return "rTSE"
	case "\x53\x02":
		return "rTSE-abstract-syntax"
	}
	if o.n == 4 && o.contents[0] == 0x56 && o.contents[1] == 0 {
		return mhsName(o.contents[2], o.contents[3])
	}
	return otherName(string(o.contents[:o.n]))
}

// mhsContexts and mhsSyntaxes have the application contexts, {2 6 0 1 n}, and abstract syntaxes, {2 6 0 2 n}, of X.419.
var mhsContexts = [...]string{
	0: "id-ac-mts-access-88", 1: "id-ac-mts-forced-access-88", 2: "id-ac-mts-reliable-access-88",
	3: "id-ac-mts-forced-reliable-access-88", 4: "id-ac-ms-access-88", 5: "id-ac-ms-reliable-access-88",
	6: "id-ac-mts-transfer", 7: "id-ac-mts-access-94", 8: "id-ac-mts-forced-access-94",
	9: "id-ac-mts-reliable-access-94", 10: "id-ac-mts-forced-reliable-access-94", 11: "id-ac-ms-access-94",
	12: "id-ac-ms-reliable-access-94",
}

var mhsSyntaxes = [...]string{
	1: "id-as-msse", 2: "id-as-mdse-88", 5: "id-as-mrse-88", 6: "id-as-mase-88", 7: "id-as-mtse", 8: "id-as-mts-rtse",
	9: "id-as-ms-88", 10: "id-as-ms-rtse", 11: "id-as-mts", 12: "id-as-mta-rtse", 13: "id-as-ms-msse",
	14: "id-as-mdse-94", 15: "id-as-mrse-94", 16: "id-as-mase-94", 17: "id-as-ms-94",
}

func mhsName(kind, n byte) string {
	switch {
	case kind == 1 && int(n) < len(mhsContexts):
		return mhsContexts[n]
	case kind == 2 && int(n) < len(mhsSyntaxes):
		return mhsSyntaxes[n]
	}
	return ""
}

func otherName(contents string) string {
	switch contents {
	// The directory, X.519.
	case "\x55\x03\x01":
		return "id-ac-directoryAccessAC"
	case "\x55\x03\x02":
		return "id-ac-directorySystemAC"
	case "\x55\x09\x01":
		return "id-as-directoryAccessAS"
	case "\x55\x09\x02":
		return "id-as-directorySystemAS"

	// MMS, ISO 9506-2.
	case "\x28\xca\x22\x02\x01":
		return "mms-abstract-syntax-version1"
	case "\x28\xca\x22\x02\x03":
		return "mms-application-context-version1"

	// FTAM, ISO 8571-4.
	case "\x28\xc2\x7b\x01\x01":
		return "iso-ftam"
	case "\x28\xc2\x7b\x02\x01":
		return "ftam-pci"
	case "\x28\xc2\x7b\x02\x02":
		return "ftam-fadu"
	case "\x28\xc2\x7b\x02\x03":
		return "ftam-unstructured-text"
	case "\x28\xc2\x7b\x02\x04":
		return "ftam-unstructured-binary"

	// Aeronautical telecommunication network, ICAO Doc 9705.
	case "\x2b\x1b":
		return "icao"
	case "\x2b\x1b\x01":
		return "atn-end-system-air"
	case "\x2b\x1b\x02":
		return "atn-end-system-ground"
	case "\x2b\x1b\x03\x01":
		return "atn-ac-version-1"
	}
	return ""
}
