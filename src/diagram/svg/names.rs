//! What is allowed: elements and attributes by name.
//!
//! The lists hold what draw.io, Inkscape, Illustrator, Figma, Lucidchart, Excalidraw and Graphviz write to show a
//! picture. Sorted, so that a look-up is a binary search; a test holds that.

/// Finds `name` in a sorted list and gives the list's own, static copy.
pub(super) fn find(list: &[&'static str], name: &str) -> Option<&'static str> {
    let index = list.binary_search(&name).ok()?;
    list.get(index).copied()
}

/// SVG elements.
#[rustfmt::skip]
pub(super) const SVG: &[&str] = &[
    "a", "animate", "animateMotion", "animateTransform", "circle", "clipPath", "defs", "desc", "ellipse",
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
    "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
    "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "foreignObject", "g", "image",
    "line", "linearGradient", "marker", "mask", "mpath", "path", "pattern", "polygon", "polyline",
    "radialGradient", "rect", "set", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title",
    "tspan", "use", "view",
];

/// SVG elements that hold words; text elsewhere is never drawn, and not copied.
pub(super) const SVG_TEXT: &[&str] = &["a", "desc", "foreignObject", "style", "text", "textPath", "title", "tspan"];

/// SVG elements that change others over time.
pub(super) const ANIMATIONS: &[&str] = &["animate", "animateMotion", "animateTransform", "set"];

/// SVG elements without effect on the picture: left out without a word.
pub(super) const SVG_SILENT: &[&str] = &["metadata"];

/// XHTML elements inside `foreignObject`: the words of draw.io's labels and their looks.
#[rustfmt::skip]
pub(super) const HTML: &[&str] = &[
    "b", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
];

/// XHTML elements that are no longer there, while their content is.
pub(super) const HTML_UNWRAPPED: &[&str] = &[
    "a", "abbr", "article", "big", "body", "cite", "del", "dfn", "html", "ins", "kbd", "label", "mark", "q", "samp",
    "section", "tt", "var",
];

/// XHTML elements that flow within a line; all others set their words apart.
pub(super) const HTML_INLINE: &[&str] =
    &["b", "code", "em", "font", "i", "s", "small", "span", "strike", "strong", "sub", "sup", "u"];

/// XHTML elements that are always empty.
pub(super) const HTML_VOID: &[&str] = &["br", "hr"];

/// XHTML attributes.
pub(super) const HTML_ATTRIBUTES: &[&str] =
    &["align", "class", "color", "colspan", "dir", "face", "lang", "rowspan", "size", "style", "valign"];

/// SVG attributes, `href` (and what else needs a closer look) included.
#[rustfmt::skip]
pub(super) const ATTRIBUTES: &[&str] = &[
    "accumulate", "additive", "alignment-baseline", "amplitude", "aria-describedby", "aria-hidden", "aria-label",
    "aria-labelledby", "attributeName", "attributeType", "azimuth", "baseFrequency", "baseline-shift", "begin",
    "bias", "by", "calcMode", "class", "clip", "clip-path", "clip-rule", "clipPathUnits", "color",
    "color-interpolation", "color-interpolation-filters", "cursor", "cx", "cy", "d", "diffuseConstant",
    "direction", "display", "divisor", "dominant-baseline", "dur", "dx", "dy", "edgeMode", "elevation", "end",
    "exponent", "fill", "fill-opacity", "fill-rule", "filter", "filterUnits", "flood-color", "flood-opacity",
    "font", "font-family", "font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant",
    "font-weight", "fr", "from", "fx", "fy", "glyph-orientation-horizontal", "glyph-orientation-vertical",
    "gradientTransform", "gradientUnits", "height", "href", "id", "image-rendering", "in", "in2", "intercept",
    "isolation", "k1", "k2", "k3", "k4", "kernelMatrix", "kerning", "keyPoints", "keySplines", "keyTimes", "lang",
    "lengthAdjust", "letter-spacing", "lighting-color", "limitingConeAngle", "marker", "marker-end", "marker-mid",
    "marker-start", "markerHeight", "markerUnits", "markerWidth", "mask", "mask-type", "maskContentUnits",
    "maskUnits", "max", "method", "min", "mix-blend-mode", "mode", "numOctaves", "offset", "opacity", "operator",
    "order", "orient", "origin", "overflow", "paint-order", "path", "pathLength", "patternContentUnits",
    "patternTransform", "patternUnits", "pointer-events", "points", "pointsAtX", "pointsAtY", "pointsAtZ",
    "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "r", "radius", "refX", "refY", "repeatCount",
    "repeatDur", "restart", "result", "role", "rotate", "rx", "ry", "scale", "seed", "shape-rendering", "side",
    "slope", "spacing", "specularConstant", "specularExponent", "spreadMethod", "startOffset", "stdDeviation",
    "stitchTiles", "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "style",
    "surfaceScale", "systemLanguage", "tableValues", "targetX", "targetY", "text-anchor", "text-decoration",
    "text-orientation", "text-rendering", "textLength", "to", "transform", "transform-origin", "type",
    "unicode-bidi", "values", "vector-effect", "viewBox", "visibility", "white-space", "width", "word-spacing",
    "writing-mode", "x", "x1", "x2", "xChannelSelector", "xml:lang", "xml:space", "y", "y1", "y2",
    "yChannelSelector", "z",
];

/// Attributes that an animation never changes: where a link leads and who is who.
pub(super) const NEVER_ANIMATED: &[&str] = &["attributeName", "class", "href", "id", "style"];

/// Attributes whose value is for people: nothing in it is a function.
pub(super) const WORDS: &[&str] = &["aria-label", "class", "lang", "role", "systemLanguage", "xml:lang"];

/// CSS functions that neither load nor run anything. `url` is looked at more closely.
#[rustfmt::skip]
pub(super) const FUNCTIONS: &[&str] = &[
    "acos", "asin", "atan", "blur", "brightness", "calc", "circle", "clamp", "color", "color-mix",
    "conic-gradient", "contrast", "cos", "cubic-bezier", "drop-shadow", "ellipse", "fit-content", "format",
    "grayscale", "hsl", "hsla", "hue-rotate", "hwb", "inset", "invert", "lab", "lch", "light-dark", "linear",
    "linear-gradient", "local", "matrix", "matrix3d", "max", "min", "minmax", "oklab", "oklch", "opacity", "path",
    "perspective", "polygon", "radial-gradient", "repeat", "repeating-linear-gradient",
    "repeating-radial-gradient", "rgb", "rgba", "rotate", "rotate3d", "rotatex", "rotatey", "rotatez", "saturate",
    "scale", "scale3d", "scalex", "scaley", "scalez", "sepia", "sin", "skew", "skewx", "skewy", "steps", "tan",
    "translate", "translate3d", "translatex", "translatey", "translatez", "var",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        let lists = [
            SVG,
            SVG_TEXT,
            ANIMATIONS,
            SVG_SILENT,
            HTML,
            HTML_UNWRAPPED,
            HTML_INLINE,
            HTML_VOID,
            HTML_ATTRIBUTES,
            ATTRIBUTES,
            NEVER_ANIMATED,
            WORDS,
            FUNCTIONS,
        ];
        for list in lists {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn nothing_that_runs_is_allowed() {
        for name in ["script", "handler", "listener", "iframe", "object", "embed", "audio", "video", "discard"] {
            assert_eq!((find(SVG, name), find(HTML, name), find(HTML_UNWRAPPED, name)), (None, None, None));
        }
        assert!(!ATTRIBUTES.iter().chain(HTML_ATTRIBUTES).any(|name| name.starts_with("on")));
    }
}
