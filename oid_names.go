package osi

// The identifiers of applications that have no package here. Packages presentation, acse and rtse
// have their own; [OIDByName] finds more.

// MTSTransferContext is id-ac-mts-transfer of X.419, the application context between MTAs: {2 6 0
// 1 6}.
func MTSTransferContext() OID { return wellKnown("\x56\x00\x01\x06") }

// MTSAccessContext is id-ac-mts-access-88 of X.419, an application context without RTSE: {2 6 0 1
// 0}.
func MTSAccessContext() OID { return wellKnown("\x56\x00\x01\x00") }

// MTSReliableAccessContext is id-ac-mts-reliable-access-88 of X.419, an application context with
// RTSE: {2 6 0 1 2}.
func MTSReliableAccessContext() OID { return wellKnown("\x56\x00\x01\x02") }

// MTSTransferAbstractSyntax is id-as-mtse of X.419, the abstract syntax of messages between MTAs:
// {2 6 0 2 7}.
func MTSTransferAbstractSyntax() OID { return wellKnown("\x56\x00\x02\x07") }

// DirectoryAccessContext is id-ac-directoryAccessAC of X.519: {2 5 3 1}.
func DirectoryAccessContext() OID { return wellKnown("\x55\x03\x01") }

// DirectoryAccessAbstractSyntax is id-as-directoryAccessAS of X.519: {2 5 9 1}.
func DirectoryAccessAbstractSyntax() OID { return wellKnown("\x55\x09\x01") }

// MMSContext is mms-application-context-version1 of ISO 9506-2: {1 0 9506 2 3}.
func MMSContext() OID { return wellKnown("\x28\xca\x22\x02\x03") }

// MMSAbstractSyntax is mms-abstract-syntax-version1 of ISO 9506-2: {1 0 9506 2 1}.
func MMSAbstractSyntax() OID { return wellKnown("\x28\xca\x22\x02\x01") }

// FTAMContext is iso-ftam of ISO 8571-4, the application context: {1 0 8571 1 1}.
func FTAMContext() OID { return wellKnown("\x28\xc2\x7b\x01\x01") }

// FTAMAbstractSyntax is ftam-pci of ISO 8571-4, an abstract syntax: {1 0 8571 2 1}.
func FTAMAbstractSyntax() OID { return wellKnown("\x28\xc2\x7b\x02\x01") }

func wellKnown(contents string) (o OID) {
	o.SetContents([]byte(contents))
	return o
}

// Name returns the name that its standard gives to an identifier likely to stand in a CP, AARQ or
// bind, such as "id-as-mtse"; empty for any other. It does not allocate.
func (o OID) Name() string {
	for i := range oidNames {
		if n := &oidNames[i]; n.contents == string(o.contents[:o.n]) {
			return n.name
		}
	}
	return ""
}

// OIDByName returns the identifier that Name gives the name; ok is false when there is none.
func OIDByName(name string) (o OID, ok bool) {
	for i := range oidNames {
		if n := &oidNames[i]; n.name == name {
			return wellKnown(n.contents), true
		}
	}
	return OID{}, false
}

// oidNames has the well-known identifiers by their contents octets.
var oidNames = [...]struct{ contents, name string }{
	// Transfer syntaxes, X.690 and X.691.
	{"\x51\x01", "basic-encoding"},
	{"\x51\x02\x00", "canonical-encoding"},
	{"\x51\x02\x01", "distinguished-encoding"},
	{"\x51\x03\x00\x00", "packed-encoding-basic-aligned"},
	{"\x51\x03\x00\x01", "packed-encoding-basic-unaligned"},

	// ACSE, X.227, and RTSE, X.228.
	{"\x52\x01\x00\x01", "acse-as-id"},
	{"\x52\x03\x01", "password-1"},
	{"\x52\x03\x01\x01", "acse-ase-id"},
	{"\x53\x00", "rTSE-apdus"},
	{"\x53\x01", "rTSE"},
	{"\x53\x02", "rTSE-abstract-syntax"},

	// Application contexts of message handling, X.419.
	{"\x56\x00\x01\x00", "id-ac-mts-access-88"},
	{"\x56\x00\x01\x01", "id-ac-mts-forced-access-88"},
	{"\x56\x00\x01\x02", "id-ac-mts-reliable-access-88"},
	{"\x56\x00\x01\x03", "id-ac-mts-forced-reliable-access-88"},
	{"\x56\x00\x01\x04", "id-ac-ms-access-88"},
	{"\x56\x00\x01\x05", "id-ac-ms-reliable-access-88"},
	{"\x56\x00\x01\x06", "id-ac-mts-transfer"},
	{"\x56\x00\x01\x07", "id-ac-mts-access-94"},
	{"\x56\x00\x01\x08", "id-ac-mts-forced-access-94"},
	{"\x56\x00\x01\x09", "id-ac-mts-reliable-access-94"},
	{"\x56\x00\x01\x0a", "id-ac-mts-forced-reliable-access-94"},
	{"\x56\x00\x01\x0b", "id-ac-ms-access-94"},
	{"\x56\x00\x01\x0c", "id-ac-ms-reliable-access-94"},

	// Abstract syntaxes of message handling, X.419.
	{"\x56\x00\x02\x01", "id-as-msse"},
	{"\x56\x00\x02\x02", "id-as-mdse-88"},
	{"\x56\x00\x02\x05", "id-as-mrse-88"},
	{"\x56\x00\x02\x06", "id-as-mase-88"},
	{"\x56\x00\x02\x07", "id-as-mtse"},
	{"\x56\x00\x02\x08", "id-as-mts-rtse"},
	{"\x56\x00\x02\x09", "id-as-ms-88"},
	{"\x56\x00\x02\x0a", "id-as-ms-rtse"},
	{"\x56\x00\x02\x0b", "id-as-mts"},
	{"\x56\x00\x02\x0c", "id-as-mta-rtse"},
	{"\x56\x00\x02\x0d", "id-as-ms-msse"},
	{"\x56\x00\x02\x0e", "id-as-mdse-94"},
	{"\x56\x00\x02\x0f", "id-as-mrse-94"},
	{"\x56\x00\x02\x10", "id-as-mase-94"},
	{"\x56\x00\x02\x11", "id-as-ms-94"},

	// The directory, X.519.
	{"\x55\x03\x01", "id-ac-directoryAccessAC"},
	{"\x55\x03\x02", "id-ac-directorySystemAC"},
	{"\x55\x09\x01", "id-as-directoryAccessAS"},
	{"\x55\x09\x02", "id-as-directorySystemAS"},

	// MMS, ISO 9506-2.
	{"\x28\xca\x22\x02\x01", "mms-abstract-syntax-version1"},
	{"\x28\xca\x22\x02\x03", "mms-application-context-version1"},

	// FTAM, ISO 8571-4.
	{"\x28\xc2\x7b\x01\x01", "iso-ftam"},
	{"\x28\xc2\x7b\x02\x01", "ftam-pci"},
	{"\x28\xc2\x7b\x02\x02", "ftam-fadu"},
	{"\x28\xc2\x7b\x02\x03", "ftam-unstructured-text"},
	{"\x28\xc2\x7b\x02\x04", "ftam-unstructured-binary"},

	// Aeronautical telecommunication network, ICAO Doc 9705.
	{"\x2b\x1b", "icao"},
	{"\x2b\x1b\x01", "atn-end-system-air"},
	{"\x2b\x1b\x02", "atn-end-system-ground"},
	{"\x2b\x1b\x03\x01", "atn-ac-version-1"},
}
