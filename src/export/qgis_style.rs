//! The style that QGIS draws a classified layer in: the classes of Fig. 1 in the colours of the program, so
//! that the first look at an exported file shows the same picture.

use std::fmt::Write as _;

use crate::domain::Class;
use crate::io::geopackage::Style;
use crate::map::palette::PaletteName;
use crate::text::Lang;

/// Opacity of the map in the program.
const OPACITY: f64 = 0.9;
/// Outline of every parcel: personas' #4D4D4D, in millimetres.
const OUTLINE: &str = "77,77,77,255";
const OUTLINE_MM: &str = "0.1";

/// A style for a layer with the classes in its column `class`, with the labels of the figure.
pub fn classes(palette: PaletteName, lang: Lang) -> Style {
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
        symbols.push_str(&fills(palette, class));
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

fn fills(palette: PaletteName, class: Class) -> String {
    let style = palette.class(class);
    let rgb = |c: crate::map::colour::Rgb| format!("{},{},{},255", c.r, c.g, c.b);
    let ground = fill(&rgb(style.fill), "solid");
    if class == Class::Unclassified {
        // Hatched as on the map: never a plain colour for what is not known.
        return ground + &fill(&rgb(style.ink), "diagonal_x");
    }
    ground
}

fn fill(colour: &str, style: &str) -> String {
    let mut layer =
        String::from("    <layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">\n");
    for (key, value) in [
        ("color", colour),
        ("style", style),
        ("outline_color", OUTLINE),
        ("outline_style", "solid"),
        ("outline_width", OUTLINE_MM),
        ("outline_width_unit", "MM"),
    ] {
        let _ = writeln!(layer, r#"     <prop k="{key}" v="{value}"/>"#);
    }
    layer + "    </layer>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_label_and_colour() {
        let style = classes(PaletteName::Fig1, Lang::Nl);
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
}
