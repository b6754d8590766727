module github.com/osi-go/osi

go 1.26
