package acse_test

import (
	"testing"

	"github.com/osi-go/osi/acse"
)

// The numbers of X.227 9.1: Associate-source-diagnostic, Associate-result, and the reasons.
func TestCodes(t *testing.T) {
	t.Parallel()
	for i, c := range []struct{ got, want int64 }{
		{acse.UserNull, 0},
		{acse.UserNoReason, 1},
		{acse.UserContextNameNotSupported, 2},
		{acse.UserCallingAPTitle, 3},
		{acse.UserCallingAPInvocation, 4},
		{acse.UserCallingAEQualifier, 5},
		{acse.UserCallingAEInvocation, 6},
		{acse.UserCalledAPTitle, 7},
		{acse.UserCalledAPInvocation, 8},
		{acse.UserCalledAEQualifier, 9},
		{acse.UserCalledAEInvocation, 10},
		{acse.UserAuthenticationMechanism, 11},
		{acse.UserAuthenticationMechanismName, 12},
		{acse.UserAuthenticationFailure, 13},
		{acse.UserAuthenticationRequired, 14},
		{acse.ProviderNull, 0},
		{acse.ProviderNoReason, 1},
		{acse.ProviderNoCommonVersion, 2},
		{int64(acse.ServiceUser), 0},
		{int64(acse.ServiceProvider), 1},
		{int64(acse.Accepted), 0},
		{int64(acse.RejectedPermanent), 1},
		{int64(acse.RejectedTransient), 2},
	} {
		if c.got != c.want {
			t.Errorf("row %d: %d, want %d", i, c.got, c.want)
		}
	}
}
