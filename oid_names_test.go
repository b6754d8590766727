package osi_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
)

// The dotted texts and names are those printed in the standards.
func TestOIDName(t *testing.T) {
	for text, want := range map[string]string{
		"2.1.1": "basic-encoding", "2.1.2.0": "canonical-encoding", "2.1.2.1": "distinguished-encoding",
		"2.1.3.0.0": "packed-encoding-basic-aligned", "2.1.3.0.1": "packed-encoding-basic-unaligned",
		"2.2.1.0.1": "acse-as-id", "2.2.3.1": "password-1", "2.2.3.1.1": "acse-ase-id", "2.3.0": "rTSE-apdus", "2.3.1": "rTSE", "2.3.2": "rTSE-abstract-syntax",
		"2.6.0.1.0": "id-ac-mts-access-88", "2.6.0.1.1": "id-ac-mts-forced-access-88", "2.6.0.1.2": "id-ac-mts-reliable-access-88",
		"2.6.0.1.3": "id-ac-mts-forced-reliable-access-88", "2.6.0.1.4": "id-ac-ms-access-88",
		"2.6.0.1.5": "id-ac-ms-reliable-access-88", "2.6.0.1.6": "id-ac-mts-transfer", "2.6.0.1.7": "id-ac-mts-access-94",
		"2.6.0.1.10": "id-ac-mts-forced-reliable-access-94", "2.6.0.1.11": "id-ac-ms-access-94", "2.6.0.1.12": "id-ac-ms-reliable-access-94",
		"2.6.0.2.1": "id-as-msse", "2.6.0.2.2": "id-as-mdse-88", "2.6.0.2.5": "id-as-mrse-88", "2.6.0.2.6": "id-as-mase-88",
		"2.6.0.2.7": "id-as-mtse", "2.6.0.2.8": "id-as-mts-rtse", "2.6.0.2.9": "id-as-ms-88", "2.6.0.2.10": "id-as-ms-rtse",
		"2.6.0.2.11": "id-as-mts", "2.6.0.2.12": "id-as-mta-rtse", "2.6.0.2.13": "id-as-ms-msse", "2.6.0.2.14": "id-as-mdse-94",
		"2.6.0.2.15": "id-as-mrse-94", "2.6.0.2.16": "id-as-mase-94", "2.6.0.2.17": "id-as-ms-94",
		"2.5.3.1": "id-ac-directoryAccessAC", "2.5.3.2": "id-ac-directorySystemAC", "2.5.9.1": "id-as-directoryAccessAS",
		"2.5.9.2": "id-as-directorySystemAS", "1.0.9506.2.1": "mms-abstract-syntax-version1",
		"1.0.9506.2.3": "mms-application-context-version1", "1.0.8571.1.1": "iso-ftam", "1.0.8571.2.1": "ftam-pci",
		"1.0.8571.2.2": "ftam-fadu", "1.0.8571.2.3": "ftam-unstructured-text", "1.0.8571.2.4": "ftam-unstructured-binary",
		"1.3.27": "icao", "1.3.27.1": "atn-end-system-air", "1.3.27.2": "atn-end-system-ground", "1.3.27.3.1": "atn-ac-version-1",
		"2.6.0.1.13": "", "2.6.0.2.0": "", "2.6.0.2.3": "", "2.6.0.2.18": "", "2.6.0.3.1": "", "1.2.3": "",
	} {
		if got := osi.MustOID(text).Name(); got != want {
			t.Errorf("%s is named %q, want %q", text, got, want)
		}
		if o, ok := osi.OIDByName(want); want != "" && (!ok || o.String() != text) {
			t.Errorf("%s is %v, %v, want %s", want, o, ok, text)
		}
	}
	if got := (osi.OID{}).Name(); got != "" {
		t.Errorf("the zero OID is named %q", got)
	}
	for _, name := range []string{"", "ID-AS-MTSE", "2.1.1", "id-as-mts "} {
		if o, ok := osi.OIDByName(name); ok || !o.IsZero() {
			t.Errorf("%q is %v", name, o)
		}
	}
	o := osi.MustOID("2.6.0.2.12")
	if n := testing.AllocsPerRun(100, func() { _ = o.Name() }); n != 0 {
		t.Errorf("Name allocates %v times", n)
	}
}

// The exported identifiers, of all packages, have the names of their standards. None allocates.
func TestExportedOIDs(t *testing.T) {
	for name, o := range map[string]osi.OID{
		"id-ac-mts-transfer": osi.MTSTransferContext(), "id-ac-mts-access-88": osi.MTSAccessContext(),
		"id-ac-mts-reliable-access-88": osi.MTSReliableAccessContext(), "id-as-mtse": osi.MTSTransferAbstractSyntax(),
		"id-ac-directoryAccessAC": osi.DirectoryAccessContext(), "id-as-directoryAccessAS": osi.DirectoryAccessAbstractSyntax(),
		"mms-application-context-version1": osi.MMSContext(), "mms-abstract-syntax-version1": osi.MMSAbstractSyntax(),
		"iso-ftam": osi.FTAMContext(), "ftam-pci": osi.FTAMAbstractSyntax(),
		"basic-encoding": presentation.BasicEncoding(), "canonical-encoding": presentation.CanonicalEncoding(),
		"distinguished-encoding": presentation.DistinguishedEncoding(), "acse-as-id": acse.AbstractSyntax(),
		"password-1": acse.PasswordMechanism(), "rTSE-abstract-syntax": rtse.AbstractSyntax(),
		"id-as-mts-rtse": rtse.MTSAbstractSyntax(), "id-as-ms-rtse": rtse.MSAbstractSyntax(), "id-as-mta-rtse": rtse.MTAAbstractSyntax(),
	} {
		if o.Name() != name {
			t.Errorf("%v is named %q, want %q", o, o.Name(), name)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = osi.MMSContext() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
