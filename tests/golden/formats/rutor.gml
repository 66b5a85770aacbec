<?xml version="1.0" encoding="utf-8" ?>
<ogr:FeatureCollection
     gml:id="aFeatureCollection"
     xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
     xsi:schemaLocation="http://ogr.maptools.org/ rutor.xsd"
     xmlns:ogr="http://ogr.maptools.org/"
     xmlns:gml="http://www.opengis.net/gml/3.2">
  <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::3006"><gml:lowerCorner>6573664.31141438 661426.38282435</gml:lowerCorner><gml:upperCorner>6583655.73434042 665271.756259548</gml:upperCorner></gml:Envelope></gml:boundedBy>
                                                                                                                   
  <ogr:featureMember>
    <ogr:rutor gml:id="rutor.0">
      <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::3006"><gml:lowerCorner>6573664.31141438 664036.150866322</gml:lowerCorner><gml:upperCorner>6575939.49649524 665271.756259548</gml:upperCorner></gml:Envelope></gml:boundedBy>
      <ogr:geometryProperty><gml:Polygon srsName="urn:ogc:def:crs:EPSG::3006" gml:id="rutor.geom.0"><gml:exterior><gml:LinearRing><gml:posList>6573664.31141438 664132.411563794 6573713.75251487 665271.756259548 6575939.49649524 665174.826761838 6575890.07416666 664036.150866322 6573664.31141438 664132.411563794</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ogr:geometryProperty>
      <ogr:namn>Vårberg</ogr:namn>
    </ogr:rutor>
  </ogr:featureMember>
  <ogr:featureMember>
    <ogr:rutor gml:id="rutor.1">
      <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::3006"><gml:lowerCorner>6580243.87148982 661426.38282435</gml:lowerCorner><gml:upperCorner>6583655.73434042 663274.896392377</gml:upperCorner></gml:Envelope></gml:boundedBy>
      <ogr:geometryProperty><gml:Polygon srsName="urn:ogc:def:crs:EPSG::3006" gml:id="rutor.geom.1"><gml:exterior><gml:LinearRing><gml:posList>6580243.87148982 661568.864474552 6580317.05101067 663274.896392377 6583655.73434042 663130.908950406 6583582.59671657 661426.38282435 6580243.87148982 661568.864474552</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ogr:geometryProperty>
      <ogr:namn>Södra Ängby</ogr:namn>
    </ogr:rutor>
  </ogr:featureMember>
</ogr:FeatureCollection>
