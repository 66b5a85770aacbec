#!/usr/bin/env python3
"""Opens layers in QGIS and tells as JSON what it has of them. It judges nothing: test_qgis.py does.

    /usr/bin/python3 qgis_reader.py < asked.json > told.json

Runs under the Python that the system's QGIS is built for, and needs nothing but it.
"""

import collections
import json
import sys

from qgis.core import (
    Qgis, QgsApplication, QgsFeatureRequest, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def told(asked):
    layer = QgsVectorLayer(asked["source"], asked["name"], asked["provider"])
    if not layer.isValid():
        return {"error": layer.error().message() or layer.dataProvider().error().message()}
    id_field = asked["id"]
    said = {
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "fields": layer.fields().names(),
        "renderer": layer.renderer().type(),
        # As WKB in hexadecimal, by id; in the layer's system, east first as QGIS keeps it.
        "features": {
            one[id_field]: bytes(one.geometry().asWkb()).hex() if one.hasGeometry() else None
            for one in layer.getFeatures()
        },
    }
    if "where" in asked:
        request = QgsFeatureRequest().setFilterExpression(asked["where"])
        said["where"] = [one[id_field] for one in layer.getFeatures(request)]
    if "within" in asked:
        request = QgsFeatureRequest(QgsRectangle(*asked["within"]))
        # Those that touch the box, not only the boxes of which do.
        request.setFlags(QgsFeatureRequest.ExactIntersect)
        said["within"] = [one[id_field] for one in layer.getFeatures(request)]
    if "picture" in asked:
        said["picture"] = drawn(layer, asked["picture"])
    return said


def drawn(layer, asked):
    """A picture of what the subset has, drawn as the layer came; colours by how many pixels have them,
    and the corner and scale to find a place in it."""
    layer.setSubsetString(asked["subset"])
    side = asked["side"]
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(side, side))
    settings.setExtent(layer.extent())
    # Colours as they are, not mixed along edges.
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(asked["path"])
    pixels = (QColor(image.pixel(x, y)).name() for x in range(side) for y in range(side))
    seen = settings.visibleExtent()
    return {
        "colours": collections.Counter(pixels),
        "west": seen.xMinimum(),
        "north": seen.yMaximum(),
        "metres_per_pixel": settings.mapUnitsPerPixel(),
        "rules": [rule.label() for rule in layer.renderer().rootRule().children()],
        "at": {
            one["id"]: QColor(image.pixel(*pixel)).name()
            for one, pixel in (
                (one, in_picture(settings, one.geometry())) for one in layer.getFeatures()
            )
        },
    }


def in_picture(settings, geometry):
    """The pixel on the point that lies deepest in the area."""
    deepest, _ = geometry.poleOfInaccessibility(10.0)
    at = settings.mapToPixel().transform(deepest.asPoint())
    return int(at.x()), int(at.y())


def main():
    application = QgsApplication([], False)
    application.initQgis()
    asked = json.load(sys.stdin)
    said = {"version": Qgis.QGIS_VERSION, "layers": {one["name"]: told(one) for one in asked}}
    json.dump(said, sys.stdout)
    application.exitQgis()


main()
