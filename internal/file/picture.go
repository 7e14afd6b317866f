package file

import (
	"strconv"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/window"
)

// inspectPicture judges a JPEG or PNG, and returns where the picture ends in the file.
func (rep *Report) inspectPicture(src *window.Source, l Limits) (end int64) {
	rep.Orientation = 1
	if rep.Type == JPEG {
		end = rep.inspectJPEG(src)
	} else {
		end = rep.inspectPNG(src)
	}
	if rep.Orientation > 4 {
		rep.Width, rep.Height = rep.Height, rep.Width
	}
	rep.checkPixels(l)
	return end
}

// truncated is the reason why a picture does not open that is no damage.
const truncated = "truncated"

// refusePicture tells why a picture does not open, and as what it may be saved.
func (rep *Report) refusePicture(reason, as string) {
	if reason == truncated {
		rep.find(codeTruncated, "This picture is cut off: its end is missing. Choose it again, or save or send it again from where it came from.")
		return
	}
	rep.find(codeDamaged, "This picture is damaged and does not open. Save it again as "+as+", or take a new photo.", finding.Param{Name: "reason", Value: reason})
}

// warnDamaged warns of a picture that opens and does not show what it should.
func (rep *Report) warnDamaged() {
	rep.find(codePictureDamaged, "This picture opens, and is damaged: parts of it may be grey or wrong. Look whether everything can be read; else choose it again or take a new photo.")
}

// checkTrailingData tells of bytes behind the picture.
func (rep *Report) checkTrailingData(bytes int64) {
	if bytes > 0 {
		rep.find(codeTrailingData, "Something else follows this picture in the file. It is sent along and will not be seen.",
			finding.Param{Name: "bytes", Value: strconv.FormatInt(bytes, 10)})
	}
}
