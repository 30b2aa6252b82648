//! The style that QGIS draws a classified layer in: the classes of Fig. 1 in the colours of the program, so
//! that the first look at an exported file shows the same picture.

use std::fmt::Write as _;

use crate::domain::Class;
use crate::io::geopackage::Style;
use crate::map::pattern::Pattern;
use crate::map::{ClassColours, Rgb};
use crate::text::Lang;

/// Opacity of the map in the program.
const OPACITY: f64 = 0.9;
/// Outline of every parcel: personas' #4D4D4D, in millimetres.
const OUTLINE: &str = "77,77,77,255";
const OUTLINE_MM: &str = "0.1";

/// A style for a layer with the classes in its column `class`, with the labels of the figure.
pub fn classes(colours: &ClassColours, lang: Lang) -> Style {
    let (mut categories, mut symbols) = (String::new(), String::new());
    for (number, class) in Class::ALL.into_iter().enumerate() {
        let label = escaped(&lang.text_of("class", class.key()));
        let key = class.key();
        // Writing into a text cannot fail.
        let _ = writeln!(
            categories,
            r#"   <category symbol="{number}" value="{key}" label="{label}" render="true"/>"#
        );
        let _ = writeln!(
            symbols,
            r#"   <symbol type="fill" name="{number}" alpha="{OPACITY}" clip_to_extent="1" force_rhr="0">"#
        );
        symbols.push_str(&fills(colours, class));
        symbols.push_str("   </symbol>\n");
    }
    Style {
        name: lang.text("qgis.style_name").to_owned(),
        qml: format!(
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n\
             <qgis version=\"3.16.0\" styleCategories=\"Symbology\">\n \
             <renderer-v2 type=\"categorizedSymbol\" attr=\"class\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n  \
             <categories>\n{categories}  </categories>\n  <symbols>\n{symbols}  </symbols>\n \
             </renderer-v2>\n</qgis>\n"
        ),
    }
}

/// The symbol layers of a class: its fill, and over it the pattern where it has one.
fn fills(colours: &ClassColours, class: Class) -> String {
    let style = colours.class(class);
    let ink = rgba(style.ink);
    let mut layers = simple_fill(&rgba(style.fill), "solid");
    layers += &match style.pattern {
        Pattern::Plain => String::new(),
        Pattern::CrossHatch => simple_fill(&ink, "diagonal_x"),
        Pattern::Grid => simple_fill(&ink, "cross"),
        Pattern::VerticalLines => lines(&ink, 90.0, 0.8, 0.2),
        Pattern::WideDiagonal => lines(&ink, 45.0, 1.6, 0.25),
        Pattern::Sparse => lines(&ink, 135.0, 1.6, 0.25),
        Pattern::DenseDiagonal => lines(&ink, 45.0, 0.8, 0.4),
        Pattern::Dots => dots(&ink),
    };
    layers
}

fn rgba(colour: Rgb) -> String {
    format!("{},{},{},255", colour.r, colour.g, colour.b)
}

fn simple_fill(colour: &str, style: &str) -> String {
    let props = [
        ("color", colour),
        ("style", style),
        ("outline_color", OUTLINE),
        ("outline_style", "solid"),
        ("outline_width", OUTLINE_MM),
        ("outline_width_unit", "MM"),
    ];
    symbol_layer("SimpleFill", &props, "")
}

/// Lines at an angle, `apart` and `thick` millimetres.
fn lines(colour: &str, angle: f64, apart: f64, thick: f64) -> String {
    let (angle, apart, thick) = (angle.to_string(), apart.to_string(), thick.to_string());
    let line = [
        ("line_color", colour),
        ("line_style", "solid"),
        ("line_width", &thick),
        ("line_width_unit", "MM"),
    ];
    let props = [
        ("angle", &*angle),
        ("color", colour),
        ("distance", &apart),
        ("distance_unit", "MM"),
        ("line_width", &thick),
        ("line_width_unit", "MM"),
    ];
    let inner = sub_symbol("line", &symbol_layer("SimpleLine", &line, ""));
    symbol_layer("LinePatternFill", &props, &inner)
}

/// Dots in staggered rows.
fn dots(colour: &str) -> String {
    let dot = [
        ("color", colour),
        ("name", "circle"),
        ("outline_style", "no"),
        ("size", "0.6"),
        ("size_unit", "MM"),
    ];
    let props = [
        ("distance_x", "1.6"),
        ("distance_x_unit", "MM"),
        ("distance_y", "0.8"),
        ("distance_y_unit", "MM"),
        ("displacement_x", "0.8"),
        ("displacement_x_unit", "MM"),
    ];
    let inner = sub_symbol("marker", &symbol_layer("SimpleMarker", &dot, ""));
    symbol_layer("PointPatternFill", &props, &inner)
}

fn symbol_layer(class: &str, props: &[(&str, &str)], inner: &str) -> String {
    let mut layer =
        format!("    <layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">\n");
    for (key, value) in props {
        // Writing into a text cannot fail.
        let _ = writeln!(layer, r#"     <prop k="{key}" v="{value}"/>"#);
    }
    layer + inner + "    </layer>\n"
}

/// What a pattern is made of, within its layer.
fn sub_symbol(kind: &str, layer: &str) -> String {
    format!(
        "    <symbol type=\"{kind}\" name=\"pattern\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n{layer}    </symbol>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::PaletteName;

    #[test]
    fn every_class_has_its_label_and_colour() {
        let style = classes(&ClassColours::default(), Lang::Nl);
        for class in Class::ALL {
            let label = Lang::Nl.text_of("class", class.key());
            let category = format!("value=\"{}\" label=\"{label}\"", class.key());
            assert!(style.qml.contains(&category), "{category}");
        }
        // #13492F, intensive.
        assert!(style.qml.contains("v=\"19,73,47,255\""));
        assert_eq!(style.qml.matches("<symbol ").count(), 6);
        assert!(style.qml.contains("diagonal_x"));
    }

    #[test]
    fn colours_of_ones_own_and_patterns_arrive() {
        let mut own = ClassColours::of(PaletteName::Print);
        own.set(Class::NoneMixed, Rgb::new(250, 1, 2));
        let style = classes(&own, Lang::En);
        assert!(style.qml.contains("v=\"250,1,2,255\""));
        assert!(!style.qml.contains("19,73,47"));
        // Two diagonals, upright lines, and dots.
        assert_eq!(style.qml.matches("LinePatternFill").count(), 3);
        assert_eq!(style.qml.matches("PointPatternFill").count(), 1);
        let tags = |tag: &str| style.qml.matches(tag).count();
        assert_eq!(tags("<layer "), tags("</layer>"));
        assert_eq!(tags("<symbol "), tags("</symbol>"));
    }
}
